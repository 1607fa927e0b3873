provider "aws" {
  region = "eu-central-1"
}

module "app_server" {
  source = "./modules/ec2"
  name   = "app-dev"
}

module "web_server" {
  source = "./modules/ec2"
  name   = "web-dev"
}
