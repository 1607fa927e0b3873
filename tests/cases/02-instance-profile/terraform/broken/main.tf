provider "aws" {
  region = "us-east-1"
}

module "app" {
  source = "./modules/ec2"
  ami    = "ami-0123456789abcdef0"
}
