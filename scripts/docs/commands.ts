/** What each command of package.json does, for docs/settings-and-commands.md. Titles come from package.nls.json. */
export const COMMANDS_EXPLAINED: Record<string, string> = {
  'ownhand.learn':
    'The one button: reads the folder, gets the recommended model where it can be had, and learns your style while you write.',
  'ownhand.stop': 'Stops what the status bar shows: reading, getting a model, finding tags.',
  'ownhand.startWriting': 'Goes to the Markdown document that is open, or to a new one.',
  'ownhand.seeWhy': 'Shows the figures behind the verdict on your style.',
  'ownhand.mine': 'Reads folders and files you choose. Run it again at any time: it reads only what has changed.',
  'ownhand.train': 'Learns your style from what was read. It takes minutes, waits while you type, and can be stopped.',
  'ownhand.pauseTraining': 'Stops after the step it is working on.',
  'ownhand.resumeTraining': 'Continues where you paused, even after the window was closed.',
  'ownhand.cancelTraining': 'Ends the run and throws away what it has learned so far.',
  'ownhand.useAdapter': 'Switches between the styles you have, or writes without one.',
  'ownhand.exportAdapter':
    'Saves a style as Hugging Face PEFT files, or as GGUF for llama.cpp. It says first what such a file can reveal.',
  'ownhand.importAdapter': 'Takes in a style from PEFT files.',
  'ownhand.removeAdapter': 'Deletes a style.',
  'ownhand.showRead':
    'Shows what Ownhand reads of a document: title, date, tags, language and text, with secrets replaced.',
  'ownhand.forget': 'Takes a document or folder out of everything Ownhand has stored.',
  'ownhand.removeModel': 'Deletes a model.',
  'ownhand.deleteEverything': 'Deletes notes, styles and, if you wish, models. It asks first.',
  'ownhand.suggestTitles':
    'Offers titles, each with its reason, and writes the one you pick where your notes keep titles.',
  'ownhand.suggestDescription':
    'Offers descriptions of a sentence or two, and writes the one you pick into the front matter, where your note has one.',
  'ownhand.suggestTags': 'Offers tags, your own first, and adds the ones you pick to the front matter.',
  'ownhand.tagAll':
    'Finds tags for the notes of the workspace that have none. It writes them only after you have seen all of it as a diff.',
  'ownhand.renameToTitle':
    'Renames the file after its title, in the style of your file names. It never overwrites a file.',
  'ownhand.rewrite':
    'Offers the selection, or the sentence you are in, in two or three wordings that are more like yours, each to compare with the text; or says that it already sounds like you.',
  'ownhand.addModel':
    'Gets a model: the default one, another one from the Hugging Face Hub, a folder or a `.gguf` file.',
  'ownhand.toggleCompletions': 'Switches suggestions on and off.',
  'ownhand.resetSuggestions':
    'Forgets which suggestions you took and wrote over, and the counts, so that they come as often as the eagerness says.',
  'ownhand.toggleHere': 'Switches suggestions on and off for this file, or for all documents of its language.',
  'ownhand.removeOnUninstall': 'Says what goes when you uninstall Ownhand. Nothing does unless you choose so.',
  'ownhand.snooze': 'No suggestions for some minutes, an hour, or until tomorrow.',
  'ownhand.escTwice': 'No suggestions for five minutes: what Esc does the second time. The first time, it says so.',
  'ownhand.acceptWord': 'Takes the next word of the grey text, with the space before it.',
  'ownhand.tabTooMany': 'Leaves the text as it is where Tab is pressed after the last suggestion.',
  'ownhand.resetCounts': 'Forgets how many suggestions you took and how many keys they saved.',
  'ownhand.showMenu': 'Opens the menu behind the item in the status bar.',
  'ownhand.showLog': 'Shows what happened, without a word of what you wrote.',
  'ownhand.reportProblem':
    'Opens versions, settings and the last errors as a document for you to read and copy. Nothing is sent.',
};
