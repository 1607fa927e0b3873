variable "stage" {
  type    = string
  default = "dev"
}
variable "project" { type = string }
variable "cidr" { type = string }
variable "subnets" { type = list(string) }
variable "ssh_from" { type = list(string) }
variable "image_id" { type = string }
variable "size" { type = string }
