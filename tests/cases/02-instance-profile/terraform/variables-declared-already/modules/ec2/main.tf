resource "aws_instance" "this" {
  ami           = var.ami
  instance_type = "t3.micro"
  user_data     = var.user_data

  user_data_replace_on_change = true
}
