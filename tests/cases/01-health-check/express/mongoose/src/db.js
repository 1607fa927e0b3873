import mongoose from 'mongoose';

export async function connect(url) {
  mongoose.set('strictQuery', true);
  await mongoose.connect(url);
}
