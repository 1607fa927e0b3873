resource "aws_spot_instance_request" "this" {
  ami           = var.ami
  spot_price    = "0.03"
  instance_type = "t3.small"
}
