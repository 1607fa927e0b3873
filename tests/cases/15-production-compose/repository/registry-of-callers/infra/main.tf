module "server" {
  source = "./modules/vm"
}

module "images" {
  source       = "./modules/images"
  environment  = "dev"
  repositories = ["shop-api", "worker"]
}
