provider "aws" {
  region = "eu-central-1"
}

module "app_server" {
  source = "../../modules/ec2"
}
