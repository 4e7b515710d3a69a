import { PatternIndex, type Range } from './patterns.ts';
import { isWordy, looksRandom } from './values.ts';

/**
 * Shapes of keys and tokens, as their issuers document them or as scanners know them (gitleaks' rules and secretlint's
 * recommended set, both MIT). Each has a prefix that only such keys have, so prose cannot look like one.
 * By service, roughly in alphabetical order.
 */
const SHAPES: readonly string[] = [
  'A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}', // 1Password
  'ops_eyJ[A-Za-z0-9+/]{100,}={0,3}',
  'p8e-[a-z0-9]{32}', // Adobe
  'AGE-SECRET-KEY-1[A-Z0-9]{58}', // age
  'pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}', // Airtable
  'LTAI[A-Za-z0-9]{12,24}', // Alibaba
  'sk-ant-[\\w-]{20,}', // Anthropic
  'apify_api_[A-Za-z0-9]{30,}', // Apify
  'AKCp[A-Za-z0-9]{69}', // Artifactory
  'cmVmd[A-Za-z0-9]{59}',
  'ATATT3[\\w=-]{60,}|ATCTT3[\\w=-]{60,}|ATBB[A-Za-z0-9]{24,}', // Atlassian
  '(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|A3T[A-Z0-9])[A-Z0-9]{16}', // AWS
  'ABSK[A-Za-z0-9+/]{109,269}={0,2}', // AWS Bedrock
  'bedrock-api-key-[\\w+/=]{30,}',
  'bkua_[a-z0-9]{40}', // Buildkite
  'cal_live_[a-f0-9]{32}', // Cal.com
  'CCIPAT_[A-Za-z0-9]{22}_[a-f0-9]{40}|CCIPRJ_[A-Za-z0-9]{22}_[a-f0-9]{40}', // CircleCI
  'CLOJARS_[a-z0-9]{60}', // Clojars
  'v1\\.0-[a-f0-9]{24}-[a-f0-9]{146}', // Cloudflare
  'cfk_[A-Za-z0-9]{40,}|cfat_[A-Za-z0-9]{40,}|cfut_[A-Za-z0-9]{40,}',
  '4b1d[A-Za-z0-9]{38}', // ClickHouse
  'pk_[0-9]{5,10}_[A-Z0-9]{32}', // ClickUp
  'CFPAT-[\\w-]{43}', // Contentful
  'cio[A-Za-z0-9]{32}', // crates.io
  'dapi[a-f0-9]{32}(?:-\\d)?', // Databricks
  'ddp_[A-Za-z0-9]{36}', // Datadog
  'do[opr]_v1_[a-f0-9]{64}', // DigitalOcean
  'dckr_(?:pat|oat)_[\\w-]{27,}', // Docker
  'dp\\.(?:pt|st|ct|sa|scim|audit)\\.(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}', // Doppler
  'sl\\.(?:u\\.)?[\\w-]{60,}', // Dropbox
  'duffel_(?:test|live)_[\\w=-]{43}', // Duffel
  'dt0[a-z]\\d{2}\\.[A-Za-z0-9]{24}\\.[A-Za-z0-9]{64}', // Dynatrace
  'EZ[AT]K[A-Za-z0-9]{54}', // EasyPost
  'sk_[a-f0-9]{48}', // ElevenLabs
  'e2b_[a-f0-9]{40}', // E2B
  'EAA[A-Za-z0-9]{100,}', // Facebook
  'fc-[a-f0-9]{32}', // Firecrawl
  'FLWSECK(?:_TEST)?-[A-Za-z0-9]{12,40}(?:-X)?', // Flutterwave
  'fo1_[\\w-]{43}|fm[12][ar]?_[A-Za-z0-9+/=]{100,}', // Fly.io
  'fio-u-[\\w=-]{64}', // Frame.io
  'figd_[\\w-]{38,200}|figu[rh]?_[\\w-]{38,200}', // Figma
  'gh[pousr]_[A-Za-z0-9]{36,255}', // GitHub
  'github_pat_[A-Za-z0-9_]{22,255}',
  'gl(?:pat|ptt|dt|rt|cbt|soat|ft|imt|agent|oas|ffct)-[\\w.-]{20,}', // GitLab
  'GR1348941[\\w-]{20}',
  'AIza[\\w-]{35}|AQ\\.Ab[\\w-]{40,}', // Google
  'ya29\\.[\\w-]{20,}',
  '1//0[\\w-]{40,}',
  'GOCSPX-[\\w-]{28}',
  'gsk_[A-Za-z0-9]{40,}', // Groq
  'glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}', // Grafana
  'glc_[A-Za-z0-9+/]{32,400}={0,3}',
  'eyJrIjoi[A-Za-z0-9]{70,400}={0,3}',
  '(?:pat|sat)\\.[\\w-]{22}\\.[A-Za-z0-9]{24}\\.[A-Za-z0-9]{20}', // Harness
  'hv[sbr]\\.[\\w-]{24,300}', // HashiCorp Vault
  'HRKU-[\\w-]{36,64}', // Heroku
  'hf_[A-Za-z0-9]{30,}|api_org_[A-Za-z0-9]{34}', // Hugging Face
  'pat-(?:na|eu|ap)\\d-[a-f0-9]{8}-[a-f0-9-]{27}', // HubSpot
  'st\\.[a-f0-9]{24}\\.[a-f0-9]{32}\\.[a-f0-9]{32}', // Infisical
  'ico-[A-Za-z0-9]{32}', // Infracost
  's-s4t2(?:ud|af)-[a-f0-9]{64}', // 42 intra
  'jina_[a-f0-9]{32}[\\w-]{20,}', // Jina
  'eyJ[\\w-]{10,}\\.eyJ[\\w-]{10,}\\.[\\w-]*', // JSON Web Token
  'lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}|ls__[a-f0-9]{32}', // LangSmith
  '(?:sk|pk)-lf-[a-f0-9]{8}-[a-f0-9-]{27}', // Langfuse
  'api-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}|sdk-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}', // LaunchDarkly
  'lip_[A-Za-z0-9]{20}', // Lichess
  'lin_(?:api|oauth)_[A-Za-z0-9_]{32,128}', // Linear
  'key-[a-f0-9]{32}', // Mailgun
  'mlsn\\.[a-f0-9]{64}', // MailerSend
  'pk\\.eyJ[\\w-]{40,}\\.[\\w-]{20,}|sk\\.eyJ[\\w-]{40,}\\.[\\w-]{20,}', // Mapbox
  'mdb_sa_sk_[\\w-]{30,}', // MongoDB
  'nvapi-[\\w-]{60,70}', // NVIDIA
  'napi_[a-z0-9]{40,}', // Neon
  'nfp_[A-Za-z0-9]{36,}|nfc_[A-Za-z0-9]{36,}', // Netlify
  'NRAK-[A-Z0-9]{27}|NRII-[\\w-]{32}|NRJS-[a-f0-9]{19}|NRAL-[A-Z0-9]{27}|NRRA-[a-f0-9]{42}', // New Relic
  'ntn_[A-Za-z0-9]{40,50}|secret_[A-Za-z0-9]{43}', // Notion
  'npm_[A-Za-z0-9]{36}', // npm
  'oy2[a-z0-9]{43}', // NuGet
  'API-[A-Z0-9]{26}', // Octopus Deploy
  'sk-(?:proj|svcacct|admin|or-v1|None)-[\\w-]{20,}|sk-[A-Za-z0-9]{20,}T3BlbkFJ[A-Za-z0-9]{20,}', // OpenAI, OpenRouter
  'sha256~[\\w-]{43}', // OpenShift
  'pdus\\+_[\\w-]{20,}_[\\w-]{8,}', // PagerDuty
  'pplx-[A-Za-z0-9]{40,}', // Perplexity
  'pcsk_[A-Za-z0-9_]{50,}', // Pinecone
  'pscale_(?:tkn|oauth|pw)_[\\w=.-]{32,64}', // PlanetScale
  'ph[cxs]_[A-Za-z0-9]{40,}', // PostHog
  'PMAK-[a-fA-F0-9]{24}-[a-fA-F0-9]{34}', // Postman
  'pnu_[A-Za-z0-9]{36}|pnb_[A-Za-z0-9]{36}', // Prefect
  'pul-[a-f0-9]{40}', // Pulumi
  'pypi-[\\w-]{50,}', // PyPI
  'rdme_[a-z0-9]{70}', // ReadMe
  'rnd_[A-Za-z0-9]{28,}', // Render
  'r8_[A-Za-z0-9]{37,}', // Replicate
  're_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}', // Resend
  'rpa_[A-Z0-9]{40,}', // RunPod
  'rubygems_[a-f0-9]{48}', // RubyGems
  'tk-us-[\\w-]{48}', // Scalingo
  'SCW[A-Z0-9]{17}', // Scaleway
  'SG\\.[\\w-]{16,32}\\.[\\w-]{16,64}', // SendGrid
  'xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}|xsmtpsib-[a-f0-9]{64}-[A-Za-z0-9]{16}', // Brevo
  'sntry[suia]_[A-Za-z0-9+/=_]{40,}', // Sentry
  'sm_[aps]at_[A-Za-z0-9]{16}', // SettleMint
  'shippo_(?:live|test)_[a-fA-F0-9]{40}', // Shippo
  'shp(?:at|ca|pa|ss|rt|ua|tka)_[a-fA-F0-9]{32,64}', // Shopify
  'xox[abeoprs]-[\\w-]{10,}|xoxe\\.xox[bp]-\\d-[\\w-]{20,}', // Slack
  'xapp-\\d-[\\w-]{10,}',
  'snyk_(?:uat|sat)\\.[\\w.-]{30,}', // Snyk
  'sq[pau]_[a-f0-9]{40}', // SonarQube
  'sgp_(?:(?:[a-fA-F0-9]{16}|local)_)?[a-fA-F0-9]{40}', // Sourcegraph
  'sq0(?:atp|csp|idp)-[\\w-]{22,60}|EAAA[\\w-]{56,64}', // Square
  '(?:sk|rk|pk)_(?:live|test|prod)_[A-Za-z0-9]{10,}', // Stripe
  'whsec_[A-Za-z0-9+/=]{24,}',
  'sbp_[a-f0-9]{40}|sb_(?:secret|publishable)_[\\w-]{20,}', // Supabase
  'tvly-[A-Za-z0-9-]{28,}', // Tavily
  'tskey-[a-z]+-[A-Za-z0-9]{6,}(?:-[A-Za-z0-9]{6,})?', // Tailscale
  'tfp_[A-Za-z0-9_]{44,}', // Typeform
  'tgp_v1_[\\w-]{40,}', // Together
  'SK[0-9a-f]{32}|AC[0-9a-f]{32}', // Twilio
  'up:yeah:[A-Za-z0-9]{60,}', // Up
  'vc[piark]_[A-Za-z0-9]{20,60}|vercel_blob_rw_[A-Za-z0-9]{16}_[A-Za-z0-9]{30}', // Vercel
  'waka_(?:sec_)?[\\w-]{36,}', // WakaTime
  'wandb_v1_[\\w-]{40,}', // Weights & Biases
  'xai-[A-Za-z0-9]{60,}', // xAI
  't1\\.[\\w+/-]{86}={0,2}|AQVN[\\w-]{35,38}', // Yandex
  'zpka_[A-Za-z0-9]{32}_[a-f0-9]{8}', // Zuplo
];

/** Shapes without a fixed prefix; each with a sign that must occur in it, which is searched first. */
const MARKED: readonly (readonly [RegExp, string])[] = [
  [/\dQ~/, '[\\w~.]{3}\\dQ~[\\w~.-]{31,34}'], // Azure
  [/\.atlasv1\./, '[A-Za-z0-9]{14}\\.atlasv1\\.[\\w=-]{60,70}'], // HashiCorp Terraform
  [/-us\d/, '[a-f0-9]{32}-us\\d{1,2}'], // Mailchimp
  [/_mmk/, '[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk'], // MaxMind
  [/\d\/\d{16}:[0-9a-f]/, '[12]\\/\\d{13,17}\\/(?:\\d{13,17}:)?[0-9a-f]{32}'], // Asana
  [/AZDO/, '[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}'], // Azure DevOps
  [/:AA/, '\\d{8,10}:AA[\\w-]{33}'], // Telegram
];

/** `sk-` and a long rest: OpenAI's first keys, and those of a dozen services since. */
const PLAIN_SECRET_KEY = 'sk-[\\w-]{20,}';

const whole = (shape: string) => `(?<![A-Za-z0-9])(?:${shape})(?![A-Za-z0-9])`;
const BEGUN = new PatternIndex([{ sources: [...SHAPES, PLAIN_SECRET_KEY].map(whole), of: null }], '');
const INNER = MARKED.map(([sign, shape]) => ({ sign, pattern: new RegExp(whole(shape), 'g') }));
/** Where capitals are lost, as in tags. */
const IN_ANY_CASE = new RegExp(
  `^#?(?:${[...SHAPES, PLAIN_SECRET_KEY, ...MARKED.map(([, shape]) => shape)].join('|')})$`,
  'i',
);

/**
 * A short name in small letters and a long random run, as services begun lately shape their keys: `fw_…`, `jina_…`.
 * In an address it may be the number of a page or a video.
 */
const NAMED_RUN = /(?<![\w./=&#@-])[a-z][a-z0-9]{0,11}[_-]([A-Za-z0-9]{22,200})(?![\w-])/g;

/** Small letters, capitals and digits, each more than once, and no words. */
function isRandomRun(run: string): boolean {
  return [/[a-z]/g, /[A-Z]/g, /\d/g].every((kind) => (run.match(kind) ?? []).length > 1) && looksRandom(run);
}

/** The keys in a text, by shape alone. One that is made of words after all is not a key: see `isWordy`. */
export function tokensIn(text: string): Range[] {
  const found: Range[] = [];
  for (const { start, end } of BEGUN.hits(text)) if (!isWordy(text.slice(start, end))) found.push([start, end]);
  for (const match of text.matchAll(NAMED_RUN))
    if (isRandomRun(match[1]!)) found.push([match.index, match.index + match[0].length]);
  for (const { sign, pattern } of INNER) {
    if (sign.test(text))
      for (const match of text.matchAll(pattern)) found.push([match.index, match.index + match[0].length]);
  }
  return found;
}

/** Whether a tag, in whatever case, or a part of a nested tag, is a key. */
export function holdsToken(tag: string): boolean {
  return tag
    .split('/')
    .some((part) => part.length >= 16 && IN_ANY_CASE.test(part) && (/\d/.test(part) || !isWordy(part)));
}
