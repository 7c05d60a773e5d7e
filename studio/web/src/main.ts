import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';

/** The link of a studio beyond this computer has set a cookie; its token is not for bookmarks and histories. */
const here = new URL(location.href);
if (here.searchParams.has('token')) {
  here.searchParams.delete('token');
  history.replaceState(null, '', here);
}

const target = document.getElementById('app')!;
target.replaceChildren();
mount(App, { target });
