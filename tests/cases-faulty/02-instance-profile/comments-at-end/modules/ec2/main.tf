/*
 * One machine, without a public address.
 */
resource "aws_instance" "this" {
  # Ubuntu 22.04, pinned
  ami = var.ami

  # burstable is enough
  instance_type = "t3.micro"

  # TODO: add a key when somebody must log in
}

// Variables

variable "ami" {
  type = string
}
