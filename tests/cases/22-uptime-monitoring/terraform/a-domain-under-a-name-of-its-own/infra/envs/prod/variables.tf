variable "aws_region" { type = string }
variable "environment" { type = string }
variable "subnet_ids" { type = list(string) }
