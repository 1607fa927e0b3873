provider "aws" {
  region = "eu-west-1"
}

module "registry" {
  source = "../../modules/registry"

  name        = "shop"
  environment = "dev"
}
