resource "aws_instance" "this" {
  ami                  = var.ami
  iam_instance_profile = var.profile
}
