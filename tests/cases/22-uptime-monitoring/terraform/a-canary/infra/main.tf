provider "aws" {
  region = var.aws_region
}

resource "aws_instance" "app" {
  ami           = var.ami_id
  instance_type = "t3.small"

  iam_instance_profile = var.instance_profile
}
