#include "views/builder/block_words.h"

#include "views/base/number_text.h"

#include <QStringList>

namespace waferscope {

QString qtText(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString asSentence(const QString& text)
{
    return text.left(1).toUpper() + text.mid(1);
}

QString shapeWords(const Shape& shape)
{
    QStringList extents;
    for (const std::int64_t extent : shape)
        extents.append(wholeText(extent));
    return extents.join(QStringLiteral(" × "));
}

QString settingWords(std::string_view name)
{
    return asSentence(qtText(name).replace(u'_', u' '));
}

QString troubleText(const BlockTrouble& trouble)
{
    QString text = sentenceText(trouble.why);
    if (!text.endsWith(u'.') && !text.endsWith(u'?'))
        text += u'.';
    return trouble.setting.empty() ? asSentence(text) : settingWords(trouble.setting) + u' ' + text;
}

} // namespace waferscope
