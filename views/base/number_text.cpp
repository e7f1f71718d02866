#include "views/base/number_text.h"

#include "views/drawing/base/shown_text.h"

#include <QLocale>

#include <array>
#include <cmath>
#include <limits>

namespace waferscope {

namespace {

const QChar kThinSpace(0x202F); // narrow, and no line breaks at it
const QChar kMinus(0x2212);

struct Scaled {
    double value;
    std::size_t factor; ///< how many times it was divided by 1,000
};

Scaled scaled(double value, std::size_t most)
{
    Scaled result{value, 0};
    while (std::abs(result.value) >= 999.5 && result.factor < most) {
        result.value /= 1000.0;
        ++result.factor;
    }
    return result;
}

} // namespace

QString decimalText(double value, int decimals)
{
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale.toString(value, 'f', decimals);
}

QString changeText(double share)
{
    if (std::abs(share) < 5e-5)
        return withUnit(QStringLiteral("±0"), QStringLiteral("%"));
    return (share > 0 ? QChar(u'+') : kMinus) + shareText(std::abs(share));
}

double countOf(const std::optional<SamplesPerSecond>& rate)
{
    return rate ? rate->count() : std::numeric_limits<double>::infinity();
}

QString rateText(SamplesPerSecond rate)
{
    if (!std::isfinite(rate.count()))
        return numberText(rate.count());
    return withUnit(numberText(rate.count()), QStringLiteral("samples/s"));
}

QString cyclesText(Cycles cycles)
{
    return withUnit(wholeText(cycles.count()), QStringLiteral("cycles"));
}

QString durationText(Seconds duration)
{
    static constexpr std::array<const char16_t*, 4> kUnits{u"ns", u"µs", u"ms", u"s"};
    const Scaled part = scaled(duration.count() * 1e9, kUnits.size() - 1);
    return withUnit(numberText(part.value), QString::fromUtf16(kUnits[part.factor]));
}

QString bytesText(Bytes bytes)
{
    return bytesText(static_cast<double>(bytes.count()));
}

QString sizeText(const PeRect& rectangle)
{
    const QString times = kThinSpace + QStringLiteral("×") + kThinSpace;
    return withUnit(QString::number(rectangle.width) + times + QString::number(rectangle.height),
                    QStringLiteral("PEs"));
}

QString machineText(const Installation& installation)
{
    const bool alone = installation.name == installation.system.name;
    return shownName(alone ? installation.system.title : installation.title);
}

} // namespace waferscope
