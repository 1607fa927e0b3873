//! What the name of a variable tells.

use crate::code::Survey;

/// Whether the platform, the runtime or the developer's machine gives a variable, or a module of a patch has a default for it.
pub(crate) fn is_given(survey: &Survey<'_>, name: &str) -> bool {
    const NAMES: &[&str] = &[
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
        "VITEST",
        "VERCEL",
        "DYNO",
        // a role gives these
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_PROFILE",
    ];
    let prefixes = ["LOG_", "npm_", "GITHUB_ACTIONS", "JEST_", "VERCEL_", "K_"];
    NAMES.contains(&name)
        || prefixes.iter().any(|prefix| name.starts_with(prefix))
        || survey.is_read_by_helpers(name)
        || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
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
    const PARTS: &[&str] = &[
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
    name.split('_').any(|part| PARTS.contains(&part))
}
