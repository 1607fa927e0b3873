//! What the name of a variable tells.

use minijinja::Value;

use crate::code::Survey;
use crate::survey::fact::Fact;

/// Names that the platform, the runtime or the developer's machine gives.
const GIVEN: &[&str] = &[
    "NODE_ENV",
    "ENVIRONMENT",
    "PORT",
    "HOST",
    "HOSTNAME",
    "TZ",
    "CI",
    "DEBUG",
    "PATH",
    "HOME",
    "USER",
    "PWD",
    "SHELL",
    "LANG",
    "TMPDIR",
    "TMP",
    "TEMP",
    "TERM",
    "COLORTERM",
    "NO_COLOR",
    "FORCE_COLOR",
    "DISPLAY",
    "EDITOR",
    "LOGNAME",
    "USERNAME",
    "COLUMNS",
    "LINES",
    // Windows gives these
    "APPDATA",
    "COMSPEC",
    "ComSpec",
    "HOMEDRIVE",
    "HOMEPATH",
    "LOCALAPPDATA",
    "PATHEXT",
    "PROGRAMDATA",
    "PROGRAMFILES",
    "SYSTEMROOT",
    "SystemRoot",
    "USERPROFILE",
    "WINDIR",
    "windir",
    // those who start Node or Python set these for it
    "NODE_OPTIONS",
    "NODE_PATH",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "VITEST",
    "VERCEL",
    "DYNO",
    // a role gives these
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
];

/// How such names begin.
const GIVEN_PREFIXES: &[&str] = &[
    "LOG_",
    "npm_",
    "GITHUB_ACTIONS",
    "JEST_",
    "VERCEL_",
    "K_",
    "XDG_",
    "LC_",
];

/// What variables are called that hold the address of the pages of a service, the clearest first. `APP_URL` and the like may as
/// well be that of the service.
const PAGES: &[&str] = &[
    "FRONTEND_URL",
    "FRONT_END_URL",
    "FRONTEND_ORIGIN",
    "FRONTEND_BASE_URL",
    "FRONTEND_HOST",
    "FRONT_URL",
    "CLIENT_URL",
    "CLIENT_ORIGIN",
    "CLIENT_BASE_URL",
    "WEBAPP_URL",
    "WEB_APP_URL",
    "WEBSITE_URL",
];

/// Parts of names that stand for another company, or for what it provides.
const COMPANIES: &[&str] = &[
    "ANTHROPIC",
    "APPLE",
    "CLOUDINARY",
    "DISCORD",
    "EMAIL",
    "FACEBOOK",
    "FB",
    "FCM",
    "GEMINI",
    "GITHUB",
    "GMAIL",
    "GOOGLE",
    "IMAGEKIT",
    "INSTAGRAM",
    "LINKEDIN",
    "MAIL",
    "MAILER",
    "MAILGUN",
    "MAILTRAP",
    "MICROSOFT",
    "MIDTRANS",
    "NODEMAILER",
    "OPENAI",
    "OUTLOOK",
    "PAYPAL",
    "POSTMARK",
    "PUSHER",
    "RAZORPAY",
    "RECAPTCHA",
    "RESEND",
    "SENDGRID",
    "SENTRY",
    "SLACK",
    "SMTP",
    "STRIPE",
    "TELEGRAM",
    "TWILIO",
    "TWITTER",
    "VAPID",
    "WHATSAPP",
];

/// Whether somebody gives this name, or a module of a patch has a default for it, so that a service need not ask for it; a
/// name that is no identifier counts, too.
pub(crate) fn is_given(survey: &Survey<'_>, name: &str) -> bool {
    GIVEN.contains(&name)
        || GIVEN_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || survey.is_read_by_helpers(name)
        || !name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Names of what must not stand in the code, not even as a default.
pub(crate) fn is_secret(name: &str) -> bool {
    name.split('_')
        .any(|part| matches!(part, "SECRET" | "PASSWORD" | "PASSWD" | "PWD"))
}

/// Names of what tokens, sessions or cookies are signed with.
pub(crate) fn signs(name: &str) -> bool {
    name.split('_').any(|part| part == "SECRET")
}

/// Names of what another company provides: it serves one function, without which the rest works.
pub(crate) fn is_integration(name: &str) -> bool {
    name.split('_').any(|part| COMPANIES.contains(&part))
}

/// The variable with the address of the pages, of those that a service reads: nothing where it reads none.
pub(crate) fn page_variable(read: impl Iterator<Item = String>) -> Fact<Value> {
    let place = |name: &String| PAGES.iter().position(|page| page == name);
    let named = read.filter_map(|name| place(&name)).min();
    Fact::Present(named.map_or(Value::from(()), |at| Value::from(PAGES[at])))
}

/// Whether a text may name such a variable.
pub(crate) fn may_name_pages(text: &str) -> bool {
    PAGES.iter().any(|page| text.contains(page))
}
