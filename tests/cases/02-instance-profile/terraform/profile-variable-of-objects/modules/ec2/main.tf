resource "aws_instance" "this" {
  ami = "ami-0123456789abcdef0"
}

resource "aws_iam_instance_profile" "this" {
  name = var.iam_instance_profile.name
}
