//! What the name of a variable tells.

/// Names that the platform, the runtime or the developer's machine gives, or that fixup's own helpers have a default for.
pub(crate) fn is_given(name: &str) -> bool {
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
        "SHUTDOWN_TIMEOUT_MS",
        "CORS_ALLOWED_ORIGINS",
        "DB_CONNECT_RETRIES",
        "REQUIRE_MONGO",
        "METRICS_TOKEN",
        "SENTRY_DSN",
        "JWT_SECRET_PREVIOUS",
        // a role gives these
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_PROFILE",
    ];
    let prefixes = ["LOG_", "npm_", "GITHUB_ACTIONS", "JEST_", "VERCEL_", "K_"];
    NAMES.contains(&name)
        || prefixes.iter().any(|prefix| name.starts_with(prefix))
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
