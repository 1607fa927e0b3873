variable "project" { type = string }
variable "environment" { type = string }
variable "kms_key_arn" { type = string }
variable "services" { type = list(string) }
variable "alert_emails" { type = list(string) }

variable "instance_ids" {
  description = "Ids of the instances by the names of their hosts"
  type        = map(string)
}
