// The book as a static site, by VitePress. hack/site.sh lays the pages out and says where the repository is on the web (REPOSITORY, may be empty).
// A link that leads nowhere ends the build.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'

const root = process.env.SITE_ROOT
const clone = process.env.SITE_CLONE
const repository = process.env.REPOSITORY

const page = (text, file) => ({ text, link: '/' + file.replace(/\.md$/, '').replace(/(^|\/)README$/, '$1') })

// The index of the book is its sidebar: each heading a group, each link below it a page.
const sidebar = readFileSync(join(root, 'docs/README.md'), 'utf8').split(/^## /m).slice(1).map(section => ({
  text: section.split('\n')[0],
  collapsed: false,
  items: [...section.matchAll(/\[([^\]]+)\]\(([^)#:]+\.md)\)/g)].map(([, text, target]) => [text, normalize(join('docs', target))])
    .filter(([, file]) => existsSync(join(root, file))).map(([text, file]) => page(text, file)),
}))

// As GitHub makes them, and the tests of the links.
const slugify = heading => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')

// Pages link to other pages. What else there is in the repository has no page: it is linked to on the web, or not at all.
function links(md) {
  // Comments are for those who edit a page. With `html: false` each would be a paragraph of it, and below a table a row.
  md.core.ruler.after('normalize', 'comments', state => {
    state.src = state.src.replace(/^<!--.*-->$/gm, '')
  })
  md.core.ruler.push('repository', state => {
    for (const token of state.tokens.flatMap(token => token.children ?? [])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null
      if (!href || /^([a-z]+:|#)/i.test(href)) continue
      const [path, anchor] = href.split('#')
      const target = normalize(join(dirname(state.env.relativePath), path)).replace(/\/$/, '')
      if (!existsSync(join(clone, target))) throw new Error(`${state.env.relativePath} links to ${target}, which does not exist`)
      if (target.endsWith('.md') && existsSync(join(root, target))) {
        const fromHere = relative(dirname(state.env.relativePath), target).replace(/(^|\/)README\.md$/, '$1index.md')
        token.attrSet('href', (fromHere.startsWith('.') ? fromHere : './' + fromHere) + (anchor ? '#' + anchor : ''))
      } else if (repository) {
        token.attrSet('href', `${repository}/tree/main/${target}`)
      } else {
        token.tag = 'span'
        token.attrs = []
      }
    }
  })
  // A link that became a span ends as one.
  md.renderer.rules.link_close = (tokens, index) => {
    const opening = tokens.slice(0, index).findLast(token => token.type === 'link_open')
    return `</${opening.tag}>`
  }
  // Two braces are a reference of Databricks here, and no expression of Vue.
  md.renderer.rules.code_inline = (tokens, index) => `<code v-pre>${md.utils.escapeHtml(tokens[index].content)}</code>`
  md.renderer.rules.text = (tokens, index) => md.utils.escapeHtml(tokens[index].content).replaceAll('{{', '{<!-- -->{')
  // What stands behind the language of a block is for our tests.
  md.core.ruler.push('languages', state => {
    for (const token of state.tokens) if (token.type === 'fence') token.info = token.info.split(' ')[0]
  })
}

export default {
  title: 'Databricks operator',
  description: 'Databricks clusters, SQL warehouses, jobs, job runs and notebooks as Kubernetes objects',
  base: process.env.SITE_BASE || '/',
  outDir: process.env.SITE_OUTPUT,
  cleanUrls: false,
  lastUpdated: false,
  rewrites: id => id.replace(/(^|\/)README\.md$/, '$1index.md'),
  markdown: { html: false, config: links, anchor: { slugify }, theme: { light: 'github-light', dark: 'github-dark' } },
  themeConfig: {
    nav: [{ text: 'Getting started', link: '/docs/getting-started' }, { text: 'The book', link: '/docs/' }, { text: 'API', link: '/docs/api' }],
    sidebar,
    outline: [2, 3],
    search: { provider: 'local' },
    ...(repository ? { socialLinks: [{ icon: 'github', link: repository }] } : {}),
  },
}
