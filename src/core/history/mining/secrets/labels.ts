import { PatternIndex } from './patterns.ts';

/** The words next to which people write their secrets, in the languages that `languageOf` tells (package `eld`). */

/** Words for a password, a passphrase or an access code. Inside compounds too: `WLAN-Passwort`, `DB_PASSWORD`. */
const PASSWORDS = [
  'pass[ _-]?(?:word|wd|phrase|code)', // English, and many other languages alongside their own word
  'የይለፍ[ -]?ቃል', // Amharic
  'كلمة (?:ال)?(?:مرور|سر)|الرقم السري|رمز المرور', // Arabic
  'şifrə|парол|şifre|şîfre|(?<![\\p{L}])parol', // Azerbaijani, Slavic in Cyrillic, Turkish, Kurdish, Romanian, Latvian
  'পাসওয়ার্ড|পাসওয়ার্ড', // Bengali
  'contrase(?:ny|ñ|n)a', // Catalan, Spanish
  'hesl[oaeu]', // Czech, Slovak
  'adgangskode|kodeord', // Danish
  'passwort|pa(?:ß|ss)wörter|kennwort|losungswort|geheimzahl|zugangscode|zugangsdaten', // German
  'κωδικ(?:ός|ό|ού)|συνθηματικό', // Greek
  'salasõna|parool', // Estonian
  'pasahitz', // Basque
  'contrasinal', // Galician
  'cyfrinair|cyfrineiriau', // Welsh
  'nenosiri', // Swahili
  'wagwoord', // Afrikaans
  'pasvort', // Esperanto
  'رمز ?(?:عبور|ورود)|گذرواژه|کلمه ?عبور|پسورد', // Persian
  'salasana|salalause', // Finnish
  "mots? de passe|phrases? (?:de passe|secr[èe]te)|code d[’']acc[èe]s", // French
  'પાસવર્ડ', // Gujarati
  'סיסמ[הא]|ססמה', // Hebrew
  'पासवर्ड|कूटशब्द|संकेतशब्द|गोपनीय शब्द', // Hindi, Marathi
  'lozink|zapork|лозинк', // Croatian, Serbian
  'jelsz[óa]', // Hungarian
  'գաղտնաբառ', // Armenian
  'lykilorð|aðgangsorð', // Icelandic
  "parola d[’']ordine|chiave d[’']accesso", // Italian
  'パスワード|パスフレーズ|パスコード|暗証番号|合言葉', // Japanese
  'პაროლ', // Georgian
  'ಪಾಸ್‌?ವರ್ಡ್|ಗುಪ್ತಪದ', // Kannada
  '비밀 ?번호|패스워드|비번|암호', // Korean
  'ລະຫັດ(?:ຜ່ານ|ລັບ)', // Lao
  '(?:ពាក្យ|លេខ)សម្ងាត់', // Khmer
  'စကားဝှက်', // Burmese
  'slaptažod', // Lithuanian
  'പാസ്‌?വേഡ്|രഹസ്യവാക്ക്|അടയാളവാക്ക്', // Malayalam
  'kata (?:laluan|sandi|kunci)', // Malay, Indonesian
  'wachtwoord|toegangscode', // Dutch
  'passord', // Norwegian
  'ପାସୱାର୍ଡ', // Odia
  'ਪਾਸਵਰਡ', // Punjabi
  'hasł[oaeu]', // Polish
  'senha|palavra[ -](?:passe|chave)', // Portuguese
  'gesl[oaeu]', // Slovenian
  'fjalëkalim', // Albanian
  'шифр[аеуи]', // Serbian, Bulgarian
  'lösenord|lösen(?= ?kod)', // Swedish
  'கடவுச்சொல்|கடவுச் சொல்', // Tamil
  'పాస్‌?వర్డ్|సంకేతపదం', // Telugu
  'รหัสผ่าน|รหัสลับ|พาสเวิร์ด', // Thai
  'hudyat', // Tagalog
  'گزر ?لفظ|پاس ?ورڈ|خفیہ لفظ', // Urdu
  'mật (?:khẩu|mã)', // Vietnamese
  'ọrọ ?a?ṣ?[ií]?(?:gbaniwọle|nà|pamọ)|ọ̀rọ̀ ìpamọ́|ọrọ ìpamọ', // Yoruba
  '密[码碼]|口令|通行[码碼]|暗[码碼]', // Chinese
];

/** Keys of wireless networks. */
const NETWORKS = [
  '(?:wlan|wi-?fi|wpa2?|wep|network|netzwerk|router)[ -]?(?:security[ -])?(?:schlüssel|key|code)',
  'cl[ée] (?:du )?(?:wi-?fi|wlan|wpa|wep|r[ée]seau)',
];

/** Short ones, which stand alone. */
const SHORT = ['pwd?', 'пасс(?=[ ]?:)', 'psw', 'psswd', 'pass', 'mdp', 'clave', 'clau', 'lösen', 'парол[аи]'];
const PIN = [
  'PIN(?:[ -]?(?:code|kode|kod|Nummer|number|codes?))?',
  'Pin(?:[ -]?(?:code|kode|kod))',
  'ПИН(?:-код)?',
  'code PIN',
  'código PIN',
  '(?:door|gate|alarm|entry|garage|safe)[ _-]?codes?',
  '(?:haus|tür|tor|tresor|garagen|alarm)+-?code',
  "digicode|code (?:de la |du |de l[’']|d[’'])(?:porte|portail|alarme|entrée|coffre|immeuble)",
  'código (?:de la |de |da |do )(?:puerta|alarma|entrada|porta|alarme|portão)',
  "codice (?:della |del |dell[’'])?(?:porta|portone|allarme|cancello)",
  'kod (?:do )?(?:drzwi|bramy|domofonu|furtki|alarmu)',
  '(?:deur|poort)code|portkod|larmkod|dørkode|ovikoodi',
  'код (?:от )?(?:домофона|двери|подъезда|сигнализации)',
];

/** Keys, tokens and codes: words that prose also uses for other things. */
const KEYS = [
  'secret',
  'token',
  '(?:api|access|secret|account|auth|private|encryption|licen[cs]e|product|serial|activation|recovery|master|signing|deploy|bot|app|webhook|service)[_ -]?key',
  '(?:client|shared|app|webhook)[_ -]?secret',
  '(?:recovery|backup|access|security|activation|verification|unlock)[_ -]codes?',
  '(?:seed|recovery|mnemonic|backup)[_ -](?:phrase|words)|mnemonic',
  'api[ _-]?\\p{L}{2,12}',
  '(?:zugangs|zugriffs|lizenz|aktivierungs|wiederherstellungs|sicherheits|produkt)-?(?:schlüssel|token|code)',
  "cl[ée] (?:d[’']acc[èe]s|secr[èe]te|de licence|api)|jeton",
  "(?:clave|chave|chiave|clau) (?:de |d[’'])?(?:api|acceso|acesso|accesso|secreta|segreta|licencia|licença)",
  'klucz (?:api|dostępu|licencyjny)',
  '(?:секретный |лицензионный )?ключ (?:api|доступа|апи)|токен',
  '密[钥鑰匙]|令牌|访问令牌|(?:API|アクセス|秘密|シークレット|ライセンス)キー|トークン|シークレット|(?:API|액세스|비밀) ?키|토큰|시크릿',
];

/** Headings for a name and a password: `Login: ada / …`. */
const ACCOUNTS = [
  'log-?in(?: data)?|wi-?fi|wlan|ssid|accounts?|credentials?|creds',
  'konto|zugang|anmeldung|login-?daten|anmeldedaten|acc[èe]s|identifiants?|ac[ce]eso|acesso|accesso',
  'credenciales|credenciais|credenziali|inloggegevens|logowanie|ww(?=:)|wpa[23]?(?=:)',
  'логин|учётка|доступ|账[号號户]|帐号|アカウント|ログイン|계정|로그인',
];

const alone = (word: string) => `(?<![\\p{L}\\p{N}])(?:${word})(?![\\p{L}\\p{N}])`;

/**
 * What a label names: only a password can be an ordinary word, only a PIN four digits; after an account comes a name.
 */
export type Kind = 'password' | 'pin' | 'key' | 'account';

/** The names of secrets in a text. */
export const LABELS = new PatternIndex<Kind>(
  [
    { sources: [...PASSWORDS, ...NETWORKS, ...SHORT.map(alone)], of: 'password' },
    { sources: PIN.map(alone), of: 'pin' },
    { sources: KEYS, of: 'key' },
    { sources: ACCOUNTS.map(alone), of: 'account' },
  ],
  'iu',
);

/** Words that announce a value: "is", "was", "lautet", "est", "是"; in some languages, a suffix on the label. */
const COPULAS =
  'is|are|was|were|be|equals|reads|became|lautet|ist|war|sind|heißt|heisst|auf|est|[ée]tait|sont|es|era|[èé]|sono|foi|será|é|és|is het|luidt|werd|er|var|är|blev|blir|ble|on|oli|jest|brzmi|był[oa]?|je|bylo|bolo|bude|glasi|este|είναι|ήταν|ir|yra|buvo|bija|da|është|olan|olarak|là|adalah|ialah|yaitu|есть|это|был|была|було|це|е|є|беше|հետևյալն է|է|არის|هو|هي|است|بود|ہے|है|था|છે|হল|হলো|ആണ്|คือ|ແມ່ນ|是|为|為|は|が|는|은|이|가|והיא|היא|הוא|הינה|እሱ';
export const COPULA = new RegExp(`^(?:${COPULAS})$`, 'iu');
/** Languages without spaces put it directly before the value. */
export const JOINED_COPULA = /^(?:コードは|は|が|是|为|為|คือ|ແມ່ນ|는|은|가|이)[:：]?\s*/u;
