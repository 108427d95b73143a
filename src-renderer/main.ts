import { mount } from 'svelte';
import './styles/tokens.css';
import './styles/base.css';
import Root from './Root.svelte';

mount(Root, { target: document.getElementById('app')! });
