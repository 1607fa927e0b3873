//! The words for secrets.

use crate::survey::fact::{Fact, Site};
use crate::survey::terraform::secrets::Secrets;
use crate::survey::terraform::surveyed::Terraform;
use crate::survey::word::vocabulary;

vocabulary! { Terraform:
    /// variables, arguments or files of values hold passwords, secrets or tokens
    fact "secret-values" = |it, _| it.about_secrets(|secrets| secrets.has_some);
    /// one of them stands in the text, or is printed in a plan
    fact "plain-secrets" = |it, _| it.plain_secrets();
    /// variables with a secret that are not marked as sensitive
    list "unmarked-secrets" = |it| it.of_secrets(|secrets| &secrets.variables);
    /// outputs of roots that depend on such a variable or value
    list "unmarked-outputs" = |it| it.of_secrets(|secrets| &secrets.outputs);
    /// secrets that stand in arguments, resources and locals
    list "literal-secrets" ["variable"] = |it| it.of_secrets(|secrets| &secrets.literals);
    /// defaults of variables that are a secret, or would take the place of one that goes
    list "secret-defaults" = |it| it.of_secrets(|secrets| &secrets.defaults);
    /// where folders declare variables, with those for secrets that nobody declares
    list "undeclared-secrets" ["variables"] = |it| it.of_secrets(|secrets| &secrets.undeclared);
    /// calls of modules without the argument for a secret that has no default
    list "missing-secrets" ["argument", "variable"] = |it| it.of_secrets(|secrets| &secrets.missing);
    /// secrets in files of values
    list "secret-settings" ["name"] = |it| it.of_secrets(|secrets| &secrets.settings);
    /// secrets among the members of objects
    list "buried-secrets" = |it| it.of_secrets(|secrets| &secrets.buried);
}

impl Terraform {
    fn plain_secrets(&self) -> Fact<minijinja::Value> {
        let secrets = self.secrets();
        match &secrets.trouble {
            Some(trouble) => Fact::Unknown(trouble.clone()),
            None => Fact::flag(secrets.is_plain()),
        }
    }

    fn of_secrets(&self, list: impl Fn(&Secrets) -> &Vec<Site>) -> Fact<Vec<Site>> {
        Fact::Present(list(self.secrets()).clone())
    }
}
