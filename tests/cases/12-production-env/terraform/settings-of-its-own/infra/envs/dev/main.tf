provider "aws" {
  region = "eu-west-1"

  default_tags {
    tags = { Owner = "shop" }
  }
}

module "network" {
  source  = "../../modules/network"
  stage   = var.stage
  cidr    = var.cidr
  subnets = var.subnets
}

module "groups" {
  source   = "../../modules/groups"
  stage    = var.stage
  vpc_id   = module.network.vpc_id
  ssh_from = var.ssh_from
}

module "api" {
  source                 = "../../modules/host"
  name                   = "api-dev"
  image                  = var.image_id
  size                   = var.size
  subnet_id              = module.network.subnet_ids[0]
  vpc_security_group_ids = [module.groups.hosts]
}

module "web" {
  source                 = "../../modules/host"
  name                   = "web-dev"
  image                  = var.image_id
  size                   = var.size
  subnet_id              = module.network.subnet_ids[0]
  vpc_security_group_ids = [module.groups.hosts]
}

resource "aws_eip" "web" {
  domain   = "vpc"
  instance = module.web.id
}

module "database" {
  source = "../../modules/database"
  stage  = var.stage
}
