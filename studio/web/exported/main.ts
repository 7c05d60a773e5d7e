import '../src/app.css';
import { mount } from 'svelte';
import Page from './Page.svelte';

const target = document.getElementById('app')!;
target.replaceChildren();
mount(Page, { target });
