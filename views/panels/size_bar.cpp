#include "views/panels/size_bar.h"

#include "views/base/icons.h"
#include "views/base/theme.h"
#include "views/drawing/base/shown_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>

#include <algorithm>
#include <limits>

namespace waferscope {

namespace {

constexpr int kFieldWidth = 92;

/// Whether a size only says how many samples come at once: inputs have it as their first extent and nowhere else.
bool countsSamples(const NetworkSource& source, const std::string& name)
{
    bool isFirst = false;
    for (const TensorId input : source.inputs) {
        const SymbolicShape& shape = source.tensors[input.index()].declared;
        const auto last = std::find(shape.rbegin(), shape.rend(), Extent{name});
        if (last != shape.rend() && last.base() - shape.begin() != 1)
            return false;
        isFirst = isFirst || last != shape.rend();
    }
    return isFirst;
}

std::vector<Symbol> openSizes(const Network& network)
{
    std::vector<Symbol> sizes;
    for (const Symbol& symbol : network.symbols())
        if (!countsSamples(network.source(), symbol.name))
            sizes.push_back(symbol);
    return sizes;
}

} // namespace

SizeBar::SizeBar(QWidget* parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
{
    setObjectName(QStringLiteral("sizeBar"));
    m_row->setContentsMargins(kSpace3, kSpace1, kSpace2, kSpace1);
    m_row->setSpacing(kSpace2);
    auto* caption = new QLabel(tr("This network leaves open:"), this);
    caption->setForegroundRole(QPalette::PlaceholderText);
    auto* close = new QToolButton(this);
    close->setObjectName(QStringLiteral("sizes.close"));
    close->setIcon(iconOf(QStringLiteral("close")));
    close->setToolTip(tr("Hide these sizes; View ▸ Network sizes shows them again"));
    m_row->addWidget(caption);
    m_row->addStretch(1);
    m_row->addWidget(close);
    connect(close, &QToolButton::clicked, this, &SizeBar::closeWanted);
    hide();
}

void SizeBar::setNetwork(const Network* network)
{
    const std::vector<Symbol> sizes = network ? openSizes(*network) : std::vector<Symbol>{};
    const bool same = std::equal(
        sizes.begin(), sizes.end(), m_fields.begin(), m_fields.end(),
        [](const Symbol& symbol, const SizeField& field) { return QString::fromStdString(symbol.name) == field.name; });
    if (!same) {
        for (const SizeField& field : m_fields) {
            field.label->deleteLater();
            field.box->deleteLater();
        }
        m_fields.clear();
        for (const Symbol& symbol : sizes)
            addField(symbol);
    }
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const QSignalBlocker quiet(m_fields[i].box);
        m_fields[i].inForce = sizes[i].value;
        m_fields[i].box->setValue(static_cast<int>(sizes[i].value));
    }
}

void SizeBar::addField(const Symbol& symbol)
{
    const QString name = QString::fromStdString(symbol.name);
    auto* label = new QLabel(shownName(symbol.name), this);
    label->setTextFormat(Qt::PlainText);
    auto* box = new QSpinBox(this);
    box->setObjectName(QStringLiteral("size.") + name);
    box->setAccessibleName(tr("Size %1").arg(label->text()));
    box->setRange(1, std::numeric_limits<int>::max());
    box->setGroupSeparatorShown(true);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons); // wheel and arrow keys step; the arrows are too small to hit
    box->setFixedWidth(kFieldWidth);
    box->setKeyboardTracking(false); // a number half typed is no wish
    label->setBuddy(box);
    const int place = 1 + 2 * static_cast<int>(m_fields.size());
    m_row->insertWidget(place, label);
    m_row->insertWidget(place + 1, box);
    m_fields.push_back({name, label, box, symbol.value});
    connect(box, &QSpinBox::editingFinished, this, [this, name] { read(name); });
}

void SizeBar::read(const QString& name)
{
    const auto field = std::find_if(m_fields.begin(), m_fields.end(),
                                    [&name](const SizeField& candidate) { return candidate.name == name; });
    if (field == m_fields.end() || field->box->value() == field->inForce)
        return;
    field->inForce = field->box->value();
    Q_EMIT sizeWanted(name, field->box->value());
}

void SizeBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(*this);
    QPainter painter(this);
    painter.fillRect(rect(), blended(theme.accent, 0.06, theme.panel));
}

} // namespace waferscope
