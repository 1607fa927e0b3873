module "app" {
  source = "./modules/vm"
}
