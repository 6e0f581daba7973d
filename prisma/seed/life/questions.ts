import type { PastQuestion } from './past.ts'

export const questions: readonly PastQuestion[] = [
  {
    on: 'opal',
    by: 'emily',
    text: 'Will a normal ultraviolet torch from the internet make it glow?',
    answers: [
      {
        text: 'Most of those torches are longwave (365 or 395 nm) and give a weak green at best. For the full effect you need shortwave, 254 nm.',
      },
      { by: 'tomasz', text: 'Mine is brilliant under a small battery lamp with 254 nm. Wear glasses.' },
    ],
  },
  {
    on: 'opal',
    by: 'paul',
    text: 'Is the uranium in it dangerous?',
    answers: [
      {
        text: 'No. It is a few parts per million, comparable to many granites. Wash your hands after handling any mineral and you have done enough.',
      },
    ],
  },
  {
    on: 'citrine',
    by: 'lena',
    text: 'How can you be sure that it was not heated?',
    answers: [
      {
        text: 'Baked amethyst turns orange in the tips and keeps a white base. Natural citrine is coloured evenly, pale and slightly smoky, as these are; and we buy from people who dig in the Congo, where nobody heats them.',
      },
    ],
  },
  {
    on: 'amethyst',
    by: 'hanna',
    text: 'My windowsill gets two hours of sun a day. Too much?',
    answers: [
      {
        text: 'For years on end, yes: amethyst fades slowly in sunlight. A shelf deeper in the room keeps the purple.',
      },
    ],
  },
  {
    on: 'quartz',
    by: 'ines',
    text: 'Are the ends natural or polished?',
    answers: [
      {
        text: 'Natural. We do not sell polished points; the fine horizontal lines on the prism would be the first thing to go.',
      },
    ],
  },
  {
    on: 'agate',
    by: 'siobhan',
    text: 'Is the colour dyed?',
    answers: [
      {
        text: 'No. Our agates from Juchem are cut and polished and nothing else. Dyed agate is bright blue, pink or green.',
      },
      { by: 'jonas', text: 'These greys and brick reds are exactly what comes out of that quarry.' },
    ],
  },
  {
    on: 'almandine',
    by: 'priya',
    text: 'Can I take the garnet out of the schist?',
    answers: [
      {
        text: 'You can, but please do not: the crystal is worth more in its bed, and the mica gives way before you want it to.',
      },
    ],
  },
  {
    on: 'andradite',
    by: 'siobhan',
    text: 'I read about asbestos. Is it safe to have at home?',
    answers: [
      {
        text: 'Each piece is cleaned of loose fibre and the matrix is consolidated. Keep it in a closed box or cabinet, do not brush or scrape it, and it is.',
      },
    ],
  },
  {
    on: 'tourmaline',
    by: 'pieter',
    text: 'Has the pink one been irradiated?',
    answers: [{ text: 'No. These are old finds from the Himalaya Mine, sold as they were found.' }],
  },
  {
    on: 'aquamarine',
    by: 'marco',
    text: 'Which of the two blue miniatures has the better termination?',
    answers: [
      {
        text: 'The smaller one: its end face is complete, while the larger has a contact at the edge. Both show it in the close-up picture.',
      },
    ],
  },
  {
    on: 'emerald',
    by: 'claire',
    text: 'Oiled or not oiled?',
    answers: [
      {
        text: 'Not by us and, as far as we can see, not before us. Crystals in matrix from Muzo are sometimes oiled on the way; we look at each under the microscope and would say so.',
      },
    ],
  },
  {
    on: 'topaz',
    by: 'ruth',
    text: 'Do the old labels come with the specimen?',
    answers: [{ text: 'Yes. Whatever label came to us goes on to you, together with ours.' }],
  },
  {
    on: 'kunzite',
    by: 'walter',
    text: 'How quickly does it fade?',
    answers: [
      {
        text: 'In direct sun, within weeks to months; in a cabinet with a warm lamp you will not notice it in years. We keep ours in a drawer.',
      },
    ],
  },
  {
    on: 'labradorite',
    by: 'paul',
    text: 'Is only one side polished?',
    answers: [
      {
        text: 'On some of them one face is polished, where the flash is best; the others are natural cleavages. The pictures show which is which.',
      },
      { by: 'hanna', text: 'On mine the rough back is nice as well: you see the layers.' },
    ],
  },
  {
    on: 'stilbite',
    by: 'eszter',
    text: 'May one still collect at Teigarhorn?',
    answers: [
      {
        text: 'No, it has been protected for decades and that is a good thing. Our pieces come from old collections.',
      },
    ],
  },
  {
    on: 'scolecite',
    by: 'emily',
    text: 'How do I dust this?',
    answers: [
      {
        text: 'With air from a rubber bulb, from a hand’s breadth away. No brush, and no cans of compressed air, which spit.',
      },
    ],
  },
  {
    on: 'apophyllite',
    by: 'nikos',
    text: 'Is the green natural?',
    answers: [{ text: 'It is. A little vanadium causes it, in a few of the quarries near Pune.' }],
  },
  {
    on: 'lazurite',
    by: 'claire',
    text: 'What is the difference from lapis lazuli?',
    answers: [
      {
        text: 'Lapis lazuli is a rock: lazurite with calcite, pyrite and others. This is the mineral itself, in crystals, in white marble.',
      },
    ],
  },
  {
    on: 'calcite',
    by: 'paul',
    text: 'Does it fluoresce?',
    answers: [
      {
        text: 'Weakly, and not all of them do. If you want a lamp to do the talking, look at fluorite, adamite or scheelite.',
      },
    ],
  },
  {
    on: 'calcite',
    by: 'lena',
    text: 'Can I clean it with vinegar?',
    answers: [
      {
        text: 'Please do not. Acids dissolve calcite, starting with the shine. Distilled water and a soft brush are enough.',
      },
    ],
  },
  {
    on: 'rhodochrosite',
    by: 'jonas',
    text: 'Are there any repairs?',
    answers: [
      {
        text: 'None on those that are listed now. We look at every one under ultraviolet light, where glue shows, and a repair would stand in the description.',
      },
    ],
  },
  {
    on: 'aragonite',
    by: 'hanna',
    text: 'I need twenty alike for a class. Is there a price for that?',
    answers: [
      {
        text: 'From three pieces the price goes down by itself in the cart. For twenty write to us, and we pick a matching set.',
      },
    ],
  },
  {
    on: 'witherite',
    by: 'tomasz',
    text: 'Poisonous?',
    answers: [
      {
        text: 'If swallowed, yes: barium carbonate dissolves in stomach acid. On a shelf it does nothing. Wash your hands after handling, and keep it away from small children.',
      },
    ],
  },
  {
    on: 'azurite',
    by: 'greg',
    text: 'Will it turn to malachite in my cabinet?',
    answers: [
      {
        text: 'Not in your lifetime. It needs moisture and time on a scale of its own; keep it dry, cool and out of bright light and it stays blue.',
      },
    ],
  },
  {
    on: 'malachite',
    by: 'marit',
    text: 'Is this one of the fibrous ones or a polished slice?',
    answers: [{ text: 'Natural fibrous surfaces, not polished. The silky shine moves when you tilt it.' }],
  },
  {
    on: 'fluorite',
    by: 'priya',
    text: 'Does the green one really change colour in daylight?',
    answers: [
      {
        text: 'Yes. The ultraviolet part of daylight is enough: green indoors, blue to violet in open shade. It is not damaged by it.',
      },
      {
        by: 'ruth',
        text: 'It is stronger on overcast days than under a bulb. Mine sits on the sill for visitors and in the cabinet for the rest of the week.',
      },
    ],
  },
  {
    on: 'halite',
    by: 'siobhan',
    text: 'What about damp air? I live by the sea.',
    answers: [
      {
        text: 'Put it into a closed display box with a sachet of silica gel and change the sachet twice a year. Above about 75 % humidity salt draws water.',
      },
    ],
  },
  {
    on: 'pyrite',
    by: 'lena',
    text: 'Will it rust like my old one did?',
    answers: [
      {
        text: 'Pyrite from Elba is among the stable ones. Keep it dry, below 60 % humidity, and away from marcasite.',
      },
    ],
  },
  {
    on: 'marcasite',
    by: 'pieter',
    text: 'How should I store it?',
    answers: [
      {
        text: 'Dry and airtight: a closed box with silica gel, by itself. If you ever notice a white powder or a sulfurous smell, take it away from the others and write to us.',
      },
    ],
  },
  {
    on: 'galena',
    by: 'ines',
    text: 'Is lead dangerous in this form?',
    answers: [
      {
        text: 'Galena hardly dissolves, so holding it is harmless. Wash your hands, do not lick it, and do not grind it.',
      },
    ],
  },
  {
    on: 'stibnite',
    by: 'marco',
    text: 'Are the long crystals glued?',
    answers: [
      {
        text: 'Not on these. Reattached crystals are common in stibnite, and where there is one we say so and take it off the price.',
      },
    ],
  },
  {
    on: 'cinnabar',
    by: 'emily',
    text: 'It contains mercury. Can I keep it in a bedroom?',
    answers: [
      {
        text: 'At room temperature cinnabar gives off practically nothing. In a closed case, not heated and away from direct sun, yes.',
      },
    ],
  },
  {
    on: 'proustite',
    by: 'marit',
    text: 'How dark is dark enough?',
    answers: [
      {
        text: 'A closed drawer or a lined box. Light drives silver to the surface and the red turns grey for good, so a few minutes at a time is the rule.',
      },
    ],
  },
  {
    on: 'rutile',
    by: 'walter',
    text: 'Is the hematite in the centre natural?',
    answers: [
      {
        text: 'Yes. The rutile grew on it in six directions because the two lattices fit; nothing was put together.',
      },
    ],
  },
  {
    on: 'celestine',
    by: 'dolores',
    text: 'Does the blue fade?',
    answers: [{ text: 'Celestine can pale in strong light. Away from the window it keeps its colour.' }],
  },
  {
    on: 'gypsum',
    by: 'greg',
    text: 'Are these from the cave with the giants?',
    answers: [
      {
        text: 'No. Nothing was taken out of the Cave of Crystals. These are from the Cave of Swords nearer the surface, found in 1910.',
      },
    ],
  },
  {
    on: 'wulfenite',
    by: 'ruth',
    text: 'How do you send something that thin?',
    answers: [
      {
        text: 'Fixed by its matrix to the bottom of a box, so that the plates touch nothing, then that box in cotton wool in another one. Four in five hundred were damaged last year, and we paid for those.',
      },
    ],
  },
  {
    on: 'crocoite',
    by: 'nikos',
    text: 'Toxic?',
    answers: [
      {
        text: 'It is a lead chromate: do not breathe its dust and wash your hands. As a specimen that nobody scrapes at it is fine.',
      },
    ],
  },
  {
    on: 'adamite',
    by: 'lena',
    text: 'Does the violet one glow as well?',
    answers: [
      {
        text: 'Weaker than the yellow or not at all. The green light comes from traces of uranyl, and the yellow-green crystals have most of it.',
      },
    ],
  },
  {
    on: 'vanadinite',
    by: 'siobhan',
    text: 'My cabinet has LED lighting. Any risk?',
    answers: [
      {
        text: 'Hardly any. It is daylight over years that browns vanadinite; cool LEDs that go off at night are fine.',
      },
    ],
  },
  {
    on: 'turquoise',
    by: 'eszter',
    text: 'Is it stabilised?',
    answers: [
      { text: 'No resin, no wax, no dye. That is why it feels cool and takes a polish from a fingernail.' },
    ],
  },
  {
    on: 'gold',
    by: 'tomasz',
    text: 'Does insurance cover the full value on the way?',
    answers: [{ text: 'Yes, up to what you paid, from our door to yours, against signature.' }],
  },
]
