variable "stage" { type = string }
variable "cidr" { type = string }
variable "subnets" { type = list(string) }
