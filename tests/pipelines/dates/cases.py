"""Sentences as offices write them, with the dates in them; read against 15 May 2024.

A line is ``sentence | value value …``; no value means that there is no date in it.
"""

from __future__ import annotations

from datetime import date

REFERENCE = date(2024, 5, 15)  # a Wednesday

FULL_DAYS = """
Zarządzenie wchodzi w życie z dniem 1 stycznia 2023 r. | 2023-01-01
Zabrze, dnia 7.02.2019 r. | 2019-02-07
Sesja odbędzie się 20 KWIETNIA 2015 ROKU. | 2015-04-20
Umowę zawarto 5-go września 2021 roku | 2021-09-05
w dniu 21.sierpnia 1997 r. | 1997-08-21
Zabytek wpisano dnia16 czerwca 2023 r. | 2023-06-16
Termin: 06 .08 .2024 godz. 08:30 | 2024-08-06
termin 12. 03. 2024 r. | 2024-03-12
protokół z dn.29.04.2026r. | 2026-04-29
I przetarg- 26.01.2026 r., II przetarg-13.03.2026 r. | 2026-01-26 2026-03-13
Opublikowano 2024/04/04 | 2024-04-04
2012.04.05 13:41:58 | 2012-04-05
Wydarzenie: 14/08/2019. | 2019-08-14
data wpływu 06-06-2023 | 2023-06-06
w dniu 5 II 2024 r. | 2024-02-05
z dnia 15-VI-2021 | 2021-06-15
dnia 1/VII/2020 | 2020-07-01
Lista z 18.06.202009:13 | 2020-06-18
16 maja 2018logo_kolor.jpg | 2018-05-16
dwudziestego pierwszego maja 2022 r. | 2022-05-21
pierwszego i drugiego września 2023 | {2023-09-01,2023-09-02}
decyzją z dnia 06.07.12 r. | 2012-07-06
zdjęcia z 16.04.24 | 2024-04-16
5 pazdziernika 2021 i 12 wrzesnia 2020 | 2021-10-05 2020-09-12
w czwartek, 4 sierpnia 2022 r., o godz. 17 | 2022-08-04
24 grudnia (wtorek) 2024 r. | 2024-12-24
Wywieszono dnia 02.07.2026 r., zdjęto dnia 09.07.2026 r. | 2026-07-02 2026-07-09
złożyć do 26 sierpnia 2026 r . włącznie | 2026-08-26
14\u00a0września\u00a02004\u00a0r. | 2004-09-14
wniosek z 3 lut. 2020 r. | 2020-02-03
plan na 5 maja ’20 | 2020-05-05
o 10, 12 maja 2020 r. | 2020-05-12
Stan na 31.12.2023r. | 2023-12-31
""".strip()

NO_YEAR = """
Zapraszamy 27 maja na festyn. | 2024-05-27
Zapraszamy w dniach 17.08 i 19.08 do biura. | 2024-08-17 2024-08-19
Spotkanie w czwartek (02.11). | 2024-11-02
Zbiórka 23.05, godz. 18:00 | 2024-05-23
Zbiórka dnia 1.06 o 9.00 | 2024-06-01
24.08 – piknik rodzinny | 2024-08-24
- 12.05 (niedziela) – bieg | 2024-05-12
26.11. (wtorek) | 2023-11-26
terminy: 14.06, 21.06 i 28.06 | 2024-06-14 2024-06-21 2024-06-28
Koncert odbędzie się 24.08 w parku | 2024-08-24
zapisy do 15.06 u sołtysa | 2024-06-15
w środę 22/05 | 2024-05-22
termin: 18 lutego br. | 2024-02-18
do 11 października b.r. | 2024-10-11
22 listopada bieżącego roku | 2024-11-22
10 maja ub.r. | 2023-05-10
10 maja ubiegłego roku | 2023-05-10
15 stycznia przyszłego roku | 2025-01-15
płatne do 31 marca każdego roku | XXXX-03-31
31 grudnia na rynku | 2023-12-31
do 30 czerwca danego roku | XXXX-06-30
w sobotę, 18 maja, w parku | 2024-05-18
wręczono 3 Maja o godz. 12.00 medale | 2024-05-03
""".strip()

RANGES = """
w dniach 3-5 maja 2024 r. | 2024-05-03/2024-05-05
w dniach 3.–5. maja 2024 r. | 2024-05-03/2024-05-05
od 1 do 15 czerwca 2023 r. | 2023-06-01/2023-06-15
od 28 kwietnia do 5 maja 2024 | 2024-04-28/2024-05-05
w dniach 28.04-05.05.2024 r. | 2024-04-28/2024-05-05
28.04.2024 - 05.05.2024 | 2024-04-28/2024-05-05
28.04.2024-05.05.2024 | 2024-04-28/2024-05-05
od 20 grudnia 2024 r. do 5 stycznia 2025 r. | 2024-12-20/2025-01-05
od 20 grudnia do 5 stycznia 2025 r. | 2024-12-20/2025-01-05
od dnia 24.11.2023 r. do dnia 08.01.2024 r. | 2023-11-24/2024-01-08
od 1.05.2024 r. do odwołania | 2024-05-01/..
od 1989 r. do dziś | 1989/..
w dniach 23-25.05.2024 | 2024-05-23/2024-05-25
w dniach 23, 24 i 25 maja 2024 r. | {2024-05-23,2024-05-24,2024-05-25}
od dziś do 20 maja | 2024-05-15/2024-05-20
1 IX - 31 XII 2020 r. | 2020-09-01/2020-12-31
w dniach 9 i 16.06.2026 r. | {2026-06-09,2026-06-16}
12 maja i 9 czerwca 2024 r. | 2024-05-12 2024-06-09
1-3 i 8 maja 2024 r. | {2024-05-01..2024-05-03,2024-05-08}
od kwietnia do grudnia 2021 r. | 2021-04/2021-12
od listopada 2023 do marca 2024 r. | 2023-11/2024-03
za okres od maja do września | 2024-05/2024-09
lipiec-sierpień 2023 | 2023-07/2023-08
styczeń/luty 2022 | 2022-01/2022-02
na lata 2021–2027 | 2021/2027
w latach 1982 - 1990 | 1982/1990
w latach 2014, 2015 i 2016 | {2014,2015,2016}
od 2014 do 2020 roku | 2014/2020
od 2014 r. do 2020 r. | 2014/2020
Program na rok szkolny 2023/2024 | 2023-09-01/2024-08-31
w roku akademickim 2023/24 | 2023-10-01/2024-09-30
sezon 2019/20 | 2019/2020
w maju i czerwcu 2024 r. | 2024-05 2024-06
między 3 a 5 maja 2024 r. | 2024-05-03/2024-05-05
2024-05-01/2024-05-03 | 2024-05-01/2024-05-03
23-25/05 | 2024-05-23/2024-05-25
7./8.12.2019 r. | {2019-12-07,2019-12-08}
festiwal 24-26.08 w Zabrzu | 2024-08-24/2024-08-26
od 1.06. do 31.08.2020 r. | 2020-06-01/2020-08-31
w nocy z 26 na 27 marca 2022 r. | 2022-03-26/2022-03-27
od 12.03 do 15.03.2024 r. | 2024-03-12/2024-03-15
""".strip()

COARSE = """
W marcu 2015 roku oceniono system. | 2015-03
przed majem 2020 r. | 2020-05
kwi 2018 | 2018-04
okres: 03.2024 | 2024-03
w grudniu br. | 2024-12
w listopadzie ubiegłego roku | 2023-11
w 2022 r. oraz w 2023 roku | 2022 2023
wybudowany w roku 1912 | 1912
rok 2015 | 2015
budynek z 1901r. w cegle | 1901
Dz. U. z2017r. poz. 2278 | 2017
Dz. U. 2020 poz. 713 | 2020
latem 2019 r. | 2019-22
zimą 2020 roku | 2020-24
jesienią br. | 2024-23
w III kwartale 2022 r. | 2022-35
w drugim kwartale br. | 2024-34
w IV kwartale | 2024-36
w maju roku ubiegłego | 2023-05
I półrocze 2018 r. | 2018-40
w II połowie 2019 r. | 2019-41
lata 90. | 199X
w latach 60 tych XX wieku | 196X
w latach siedemdziesiątych XX w. | 197X
XIX w. | 18XX
z końca XIX w. | 18XX~
na przełomie XIX i XX w. | 1900~
przełom lat 70-tych/80-tych XX wieku | 1980~
w połowie marca 2024 r. | 2024-03~
na początku 2020 r. | 2020~
pod koniec lipca 2023 r. | 2023-07~
w drugiej połowie czerwca 2023 r. | 2023-06~
ok. 1945 r. | 1945~
około 15 maja 2024 r. | 2024-05-15~
na przełomie września i października 2024 r. | 2024-09/2024-10
I-III kwartał 2024 r. | 2024-01/2024-09
""".strip()

RELATIVE = """
Dziś o 11:00 sesja. | 2024-05-15
wczoraj i jutro | 2024-05-14 2024-05-16
dwa dni temu | 2024-05-13
3 tygodnie temu | 2024-04-24
za dwa tygodnie ruszą prace | 2024-05-29
rok temu | 2023
w najbliższą sobotę | 2024-05-18
w ubiegły piątek | 2024-05-10
w sobotę odbył się bieg | 2024-05-11
w sobotę odbędzie się bieg | 2024-05-18
w miniony weekend | 2024-05-11/2024-05-12
w weekend zapraszamy | 2024-05-18/2024-05-19
w przyszłym tygodniu | 2024-05-20/2024-05-26
w tym miesiącu | 2024-05
w ubiegłym roku | 2023
w roku bieżącym | 2024
w przyszłym roku | 2025
w Wigilię urząd nieczynny | 2023-12-24
Święto Niepodległości 2023 | 2023-11-11
""".strip()

TRAPS = """
ul. 3 Maja 5
przy ul. 11 Listopada w Chełmie
lokal przy ul. 8 Marca
na Os. Konstytucji 3 Maja 20/17
w rejonie Alei 3-ego Maja
Rondo 15 Grudnia
ul. 3-go Maja 25/1
uchwała nr XLI/879/17
Uchwała NR LXI/757/23
znak GUn.6840.13.2023
WRM.DGiGG.6840.5.9.2023.JSz
Znak: GN. 6840.20.2024-2026.AM
świadectwo SCHE/17134/2/2025
w ogłoszeniu Nr 60/II/2023
Dyrektywa 2007/60/WE
rozporządzenie (UE) 2016/679
norma PN-EN 303-5:2012
PN-EN ISO 9001:2015
działki nr 28/2 i 30/9
księga wieczysta LE1G/00051965/5
rachunek 65 2030 0045 1110 0000 0192 9720
tel. 32 37 33 300, (82) 5643397
kod 41-800 Zabrze
cena 230.000,00 zł
powierzchnia 1935 m2
w godzinach 7.30 - 15.30
o godz. 12.05
godz. 9.00-15.00
na okres kolejnych 3 lat
Od 7 lat magistrat rozwija system
w terminie 14 dni
od 6 do 8 miesięcy
XXVI sesja Rady Miasta
50-lecie miasta
Jan Paweł II
II tura
klasa IV
w kwartale ulic
na II piętrze
maj się dobrze
Pani Maja i Pan Marzec
Grudziądz i Września
odbyła się
6,98 zł
wersja 1.2.3
pkt 3.5
art. 12 ust. 2.1
31 lutego 2024 r.
31.04.2024
32 listopada 2025
od stycznia kolejnego roku
czynne: poniedziałek 7:30-15:30, wtorek 7:30-17:00
poz. 2213 ze zm.
§ 12 rozporządzenia
5 000 egzemplarzy
2000 zł
pkt 2.05 i 3.10 regulaminu
1.10 Postanowienia końcowe
odcinek 3.05 km
w godz. 8-16.10
ocena 4.12
""".strip()


def cases(block: str) -> list[tuple[str, list[str]]]:
    """The sentences of a block with their values."""
    lines = [line.rpartition(" | ") for line in block.splitlines()]
    return [(sentence, values.split()) for sentence, _, values in lines]
