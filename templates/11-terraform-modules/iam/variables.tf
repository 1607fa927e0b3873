variable "project" { type = string }
variable "environment" { type = string }
variable "host" { type = string }

variable "kms_key_arns" {
  type    = list(string)
  default = []
}

variable "repository_arns" {
  type    = list(string)
  default = []
}

variable "secret_arns" {
  type    = list(string)
  default = []
}

variable "log_group_arns" {
  type    = list(string)
  default = []
}
<% if files %>

variable "bucket_arns" {
  type    = list(string)
  default = []
}
<% endif %>
<% for it in capabilities %>

variable "<%= it.variable %>" {
  type    = list(string)
  default = []
}
<% endfor %>
