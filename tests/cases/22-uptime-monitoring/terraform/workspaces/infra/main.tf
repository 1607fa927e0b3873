provider "aws" {
  region = var.aws_region
}

resource "aws_instance" "app" {
  ami           = var.ami_id
  instance_type = terraform.workspace == "prod" ? "t3.small" : "t3.micro"

  iam_instance_profile = var.instance_profile
}
