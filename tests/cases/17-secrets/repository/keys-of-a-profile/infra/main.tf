provider "aws" {
  region = "eu-central-1"
}

resource "aws_instance" "app" {
  ami                  = "ami-0abc"
  instance_type        = "t3.small"
  iam_instance_profile = aws_iam_instance_profile.app.name
}

resource "aws_iam_instance_profile" "app" {
  name = "clinic-app"
  role = "clinic-app"
}
