variable "aws_region" {
  type    = string
  default = "eu-central-1"
}

variable "ami_id" {
  type = string
}

variable "instance_profile" {
  type    = string
  default = null
}

variable "project" {
  type    = string
  default = "clinic"
}

variable "environment" {
  type    = string
  default = "production"
}
