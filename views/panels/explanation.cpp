#include "views/panels/explanation.h"

#include "views/base/number_text.h"
#include "views/drawing/base/shown_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

constexpr int kDigitsOfComputed = 10;
constexpr double kGiga = 1e9;

QString explanationText(const char* text)
{
    return QCoreApplication::translate("Explanation", text);
}

/// All digits of a number that was given, ten of one that was computed.
QString digitsText(double value, bool isGiven)
{
    if (value == std::floor(value) && std::abs(value) < 1e15)
        return wholeText(static_cast<long long>(value));
    if (!isGiven)
        return numberText(value, kDigitsOfComputed);
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale.toString(value, 'f', QLocale::FloatingPointShortest);
}

/// The window's language and numbers.
class WindowStyle : public DerivationStyle {
public:
    [[nodiscard]] std::string number(const ShownNumber& shown) const override
    {
        switch (shown.unit) {
        case Unit::Frequency:
            return withUnit(digitsText(shown.value / kGiga, shown.isGiven), QStringLiteral("GHz")).toStdString();
        case Unit::DataRate:
            return withUnit(digitsText(shown.value / kGiga, shown.isGiven), QStringLiteral("GB/s")).toStdString();
        case Unit::Duration: return withUnit(digitsText(shown.value, shown.isGiven), QStringLiteral("s")).toStdString();
        default: return digitsText(shown.value, shown.isGiven).toStdString();
        }
    }
    [[nodiscard]] std::string word(std::string_view english) const override
    {
        return explanationText(std::string(english).c_str()).toStdString();
    }
    [[nodiscard]] std::string more(std::size_t count) const override
    {
        return explanationText("[%1 more]").arg(wholeText(static_cast<long long>(count))).toStdString();
    }
};

QString titleOf(NumberKind number)
{
    switch (number) {
    case NumberKind::Samples: return explanationText("Samples/s");
    case NumberKind::ComputeSamples: return explanationText("Compute samples/s");
    case NumberKind::TransmissionSamples: return explanationText("Transmission samples/s");
    case NumberKind::ActivePes: return explanationText("Active PEs, of the fabric");
    case NumberKind::ComputeUtilization: return explanationText("Compute utilization, of kernel PEs' time");
    case NumberKind::KernelCycles: return explanationText("Cycles a sample and phase");
    case NumberKind::Memory: break;
    }
    return explanationText("SRAM of the fullest PE, beside code and I/O");
}

QString resultText(Unit unit, double value)
{
    switch (unit) {
    case Unit::SampleRate: return rateText(SamplesPerSecond{value});
    case Unit::Share: return shareText(value);
    case Unit::ByteCount: return withUnit(wholeText(std::llround(value)), QStringLiteral("B"));
    default: return cyclesText(Cycles{std::llround(value)});
    }
}

QString assumptionText(const Term& derived, const Assumptions& assumptions)
{
    const std::vector<std::string> keys = derived.assumptions();
    QStringList lines;
    for (const Assumption& assumption : assumptions.all()) {
        if (std::find(keys.begin(), keys.end(), assumption.key) == keys.end())
            continue;
        QString line = QStringLiteral("%1 = %2").arg(shownName(assumption.label),
                                                     decimalText(assumption.value, assumption.value < 10.0 ? 3 : 0));
        if (!assumption.unit.empty())
            line += QLatin1Char(' ') + QString::fromStdString(assumption.unit);
        lines << line;
    }
    return lines.join(QLatin1Char('\n'));
}

QString partsText(const Term& derived, const DerivationStyle& style)
{
    QStringList lines;
    for (const Term& part : derived.namedParts())
        lines << QString::fromStdString(style.word(part.symbol()) + " = " + part.formula(style)
                                        + "\n= " + part.substituted(style)
                                        + "\n= " + style.number({part.value(), part.unit(), false}));
    return lines.join(QLatin1Char('\n'));
}

} // namespace

Explanation explanationOf(NumberKind number, const Layout& layout, const Evaluation& evaluation,
                          const Assumptions& assumptions, std::optional<KernelId> kernel)
{
    const Term derived = derive(number, layout, evaluation, assumptions, kernel);
    const WindowStyle style;
    return {titleOf(number), QString::fromStdString(derived.formula(style)),
            QString::fromStdString(derived.substituted(style)) + QStringLiteral("\n= ")
                + resultText(unitOf(number), derived.value()),
            partsText(derived, style), assumptionText(derived, assumptions)};
}

} // namespace waferscope
