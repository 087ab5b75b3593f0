/** What programs put on the clipboard beside the plain text, shortened: each the same table, with what is their own around it. */
export const clipboards: Readonly<Record<string, string>> = {
  excel: `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style><!--table {mso-displayed-decimal-separator:"\\,";} .xl65 {white-space:normal;}--></style></head>
    <body><!--StartFragment--><table border=0><col width=87 span=2 style='width:65pt'><tr height=20>
    <td class=xl65>Activité</td><td class=xl65>Responsable</td><td>Échéance</td></tr>
    <tr><td class=xl65>Compter<br style='mso-data-placement:same-cell'>
    20&nbsp;articles</td><td rowspan=2 class=xl66>Odette</td><td align=right x:num="46371">15/12/2026</td></tr>
    <tr><td>Former l’équipe</td><td>16/12/2026</td></tr><!--EndFragment--></table></body></html>`,
  libreOffice: `<!DOCTYPE html><html><head><style type="text/css">body,td { font-family:"Liberation Sans" }</style></head><body>
    <table cellspacing="0" border="0"><colgroup span="3" width="85"></colgroup><tr><td height="17" align="left"><font face="Liberation Sans">Activité</font></td>
    <td align="left">Responsable</td><td>Échéance</td></tr><tr><td height="32">Compter<br>20&nbsp;articles</td>
    <td rowspan=2 align="center" valign=middle>Odette</td><td sdval="46371" sdnum="1036;0;JJ/MM/AAAA">15/12/2026</td></tr>
    <tr><td>Former l’équipe</td><td>16/12/2026</td></tr></table></body></html>`,
  googleSheets: `<meta charset='utf-8'><google-sheets-html-origin><style type="text/css"><!--td {border: 1px solid #cccccc;}--></style>
    <table cellspacing="0" dir="ltr" border="1" data-sheets-root="1"><colgroup><col width="100"/><col width="100"/><col width="100"/></colgroup><tbody>
    <tr style="height:21px;"><td>Activité</td><td>Responsable</td><td>Échéance</td></tr><tr><td>Compter<br/>20 articles</td>
    <td style="vertical-align:middle;" rowspan="2" colspan="1"><div style="max-height:42px">Odette</div></td><td>15/12/2026</td></tr>
    <tr><td>Former l’équipe</td><td>16/12/2026</td></tr></tbody></table></google-sheets-html-origin>`,
  word: `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--></head><body lang=FR>
    <p class=MsoNormal>Voici le tableau<o:p></o:p></p><table class=MsoTableGrid><tr><td width=201><p class=MsoNormal><b>Activité<o:p></o:p></b></p></td>
    <td><p class=MsoNormal>Responsable<o:p></o:p></p></td><td><p>Échéance<o:p></o:p></p></td></tr>
    <tr><td><p class=MsoNormal>Compter</p><p class=MsoNormal><span style='mso-spacerun:yes'> </span>20 articles<o:p></o:p></p></td>
    <td rowspan=2><p class=MsoNormal>Odette<o:p>&nbsp;</o:p></p></td><td><p>15/12/2026</p></td></tr>
    <tr><td><p><!-- a remark of the author -->Former l’équipe</p></td><td><p>16/12/2026</p></td></tr></table></body></html>`,
  webPage: `<div><table><caption>Nos actions</caption><thead><tr><th scope="col"><a href="#">Activité</a></th><th>Responsable</th><th>Échéance</th></tr></thead>
    <tbody><tr><td><style>.a { color: red }</style><ul><li>Compter</li><li>20 articles</li></ul><script>document.title = 'run'</script></td>
    <td rowspan="2">Odette<img src="x" onerror="document.title = 'run'"></td><td>15/12/2026</td></tr>
    <tr><td>Former   l’équipe</td><td>16/12/2026</td></tr></tbody></table></div>`,
};

/** What all of them are as text. */
export const clipboardText = [
  'Activité\tResponsable\tÉchéance',
  'Compter 20 articles\tOdette\t15/12/2026',
  'Former l’équipe\t\t16/12/2026',
].join('\n');
