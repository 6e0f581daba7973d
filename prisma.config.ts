import { defineConfig } from 'prisma/config'

// Only `prisma generate` is used: src/persistence/migrate.ts applies the migrations.
export default defineConfig({ schema: 'prisma/schema', migrations: { path: 'prisma/migrations' } })
