import { mount } from 'svelte';
import type {} from 'ring-live/svelte';
import Porch from './porch.svelte';

const target = document.getElementById('root');
if (target !== null) mount(Porch, { target });
