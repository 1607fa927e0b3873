provider "aws" {
  region = "eu-central-1"
}

module "app" {
  source             = "../../modules/ec2"
  project            = "clinic"
  ami                = "ami-0123456789abcdef0"
  subnet_id          = "subnet-0123456789abcdef0"
  security_group_ids = ["sg-0123456789abcdef0"]
}
