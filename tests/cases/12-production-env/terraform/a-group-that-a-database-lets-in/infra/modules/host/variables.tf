variable "name" { type = string }
variable "image" { type = string }
variable "size" { type = string }
variable "subnet_id" { type = string }
variable "vpc_security_group_ids" { type = list(string) }
variable "user_data" {
  type    = string
  default = null
}
variable "iam_instance_profile" {
  type    = string
  default = null
}
variable "user_data_replace_on_change" {
  type    = bool
  default = false
}
