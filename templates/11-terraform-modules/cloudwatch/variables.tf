variable "project" { type = string }
variable "environment" { type = string }
variable "kms_key_arn" { type = string }
variable "hosts" { type = list(string) }
variable "alert_emails" { type = list(string) }

# Ids by the names of hosts and databases
variable "instance_ids" { type = map(string) }
variable "database_ids" { type = map(string) }
