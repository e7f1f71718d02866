#include "views/drawing/base/number_text.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace waferscope {

namespace {

constexpr QChar kThinSpace(0x202F); // does not break a line

/// Digits of a whole number in threes; four alone stay together only in years, and we have none.
QString grouped(QString digits)
{
    const int first = digits.startsWith(QLatin1Char('-')) ? 1 : 0;
    for (auto place = digits.size() - 3; place > first; place -= 3)
        digits.insert(place, kThinSpace);
    return digits;
}

// The parts of a sentence.

QString partText(const std::string& words)
{
    return QString::fromStdString(words);
}

QString partText(std::int64_t number)
{
    return wholeText(number);
}

QString partText(Tenths number)
{
    return wholeText(number.count / 10) + QLocale().decimalPoint() + QString::number(number.count % 10);
}

QString partText(PeCoord place)
{
    return placeText(place);
}

} // namespace

QString wholeText(long long value)
{
    return grouped(QString::number(value));
}

QString numberText(double value, int digits)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    if (value == 0.0)
        return QStringLiteral("0");
    const int before = static_cast<int>(std::floor(std::log10(std::abs(value)))) + 1;
    const int decimals = std::clamp(digits - before, 0, 6);
    QString text = QString::number(value, 'f', decimals);
    const auto point = text.indexOf(QLatin1Char('.'));
    if (point < 0)
        return grouped(text);
    while (text.endsWith(QLatin1Char('0')))
        text.chop(1);
    const QString whole = grouped(text.left(point));
    return text.size() == point + 1 ? whole : whole + QLocale().decimalPoint() + text.mid(point + 1);
}

QString withUnit(const QString& number, const QString& unit)
{
    return unit.isEmpty() ? number : number + kThinSpace + unit;
}

QString compactText(double value)
{
    constexpr std::array<const char*, 6> kFactors{"", "k", "M", "G", "T", "P"};
    std::size_t factor = 0;
    while (std::abs(value) >= 999.5 && factor + 1 < kFactors.size()) {
        value /= 1000.0;
        ++factor;
    }
    return withUnit(numberText(value), QLatin1String(kFactors[factor]));
}

QString shareText(double share)
{
    const double percent = share * 100.0;
    return withUnit(numberText(percent, std::abs(percent) < 10.0 ? 2 : 1), QStringLiteral("%"));
}

QString bytesText(double bytes)
{
    constexpr std::array<const char*, 6> kUnits = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    std::size_t unit = 0;
    while (std::abs(bytes) >= 1024.0 && unit + 1 < kUnits.size()) {
        bytes /= 1024.0;
        ++unit;
    }
    return withUnit(numberText(bytes, 3), QLatin1String(kUnits[unit]));
}

QString placeText(PeCoord pe)
{
    return QStringLiteral("(%1, %2)").arg(pe.x).arg(pe.y);
}

QString sentenceText(const Sentence& sentence)
{
    QString text;
    for (const Sentence::Part& part : sentence.parts())
        text += std::visit([](const auto& piece) { return partText(piece); }, part);
    return text;
}

} // namespace waferscope
