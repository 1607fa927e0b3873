resource "aws_vpc" {
  cidr_block =
}
