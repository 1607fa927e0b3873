provider "aws" {
  region = var.aws_region
}

variable "aws_region" { type = string }
variable "domain_name" { type = string }

resource "aws_lb" "dev" {
  name = "dev"
}
