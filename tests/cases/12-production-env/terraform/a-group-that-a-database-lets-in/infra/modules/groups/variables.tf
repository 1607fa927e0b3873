variable "stage" { type = string }
variable "vpc_id" { type = string }
variable "ssh_from" { type = list(string) }
