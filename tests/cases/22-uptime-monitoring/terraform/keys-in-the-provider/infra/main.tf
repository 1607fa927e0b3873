provider "aws" {
  region     = var.aws_region
  access_key = "not-a-key-but-a-literal"
  secret_key = var.secret_key
}

resource "aws_instance" "app" {
  ami           = var.ami_id
  instance_type = "t3.small"

  iam_instance_profile = var.instance_profile
}
