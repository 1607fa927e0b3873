resource "aws_instance" "master" {
  ami                  = var.ami
  instance_type        = "t3.medium"
  iam_instance_profile = var.iam_instance_profile.name
}

resource "aws_instance" "worker" {
  ami           = var.ami
  instance_type = "t3.large"
}
