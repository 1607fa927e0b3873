variable "project" {
  type = string
}

variable "environment" {
  type = string
}

variable "hosts" {
  type = list(string)
}

variable "instance_ids" {
  type = map(string)
}

variable "database_ids" {
  type = map(string)
}

variable "alert_emails" {
  type = list(string)
}

variable "kms_key_arn" {
  type = string
}
