#include "views/builder/totals_bar.h"

#include "core/machine/execution.h"
#include "views/base/number_text.h"
#include "views/base/theme.h"
#include "views/builder/block_catalogue.h"
#include "views/builder/block_words.h"
#include "views/drawing/base/shown_text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace waferscope {

namespace {

constexpr std::int64_t kMasterCopy = 4; ///< bytes of a parameter in fp32

/// Bytes that a parameter takes while it is trained with Adam: weight and gradient in fp16, copy and two moments in
/// fp32.
std::int64_t bytesOfParameter()
{
    return 2 * valueSize(Precision::Fp16).count() + kMasterCopy + optimizerState(Optimizer::Adam).count();
}

QString nameOfBlock(const BlockSpec& block)
{
    return block.name.empty() ? titleOfBlock(block.type) : shownName(block.name);
}

} // namespace

TotalsBar::TotalsBar(QWidget* parent)
    : QWidget(parent)
    , m_numbers(new QHBoxLayout)
    , m_parameters(addNumber(tr("Parameters"), "parameters", tr("Trainable numbers, each once")))
    , m_macs(addNumber(tr("MACs a sample"), "macs", tr("Forward multiply-adds of one sample")))
    , m_activations(addNumber(tr("Activations a sample"), "activations", tr("Numbers that layers give for one sample")))
    , m_layers(addNumber(tr("Layers"), "layers", tr("Layers of all blocks")))
    , m_memory(addNumber(tr("With Adam"), "memory",
                         tr("%1 bytes a parameter: weight and gradient in fp16, a copy and two moments in fp32; "
                            "activations come on top")
                             .arg(bytesOfParameter())))
    , m_sentence(new QLabel(this))
    , m_go(new QPushButton(tr("Show"), this))
{
    setObjectName(QStringLiteral("builder.totals"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kSpace4, kSpace2, kSpace4, kSpace2);
    column->setSpacing(kSpace1);
    m_numbers->setSpacing(kSpace5);
    m_numbers->addStretch(1);
    column->addLayout(m_numbers);
    auto* row = new QHBoxLayout;
    row->addWidget(m_sentence, 1);
    row->addWidget(m_go);
    column->addLayout(row);
    m_sentence->setObjectName(QStringLiteral("builder.sentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setMinimumHeight(28);
    m_go->setObjectName(QStringLiteral("builder.sentence.show"));
    m_go->setFlat(true);
    m_go->setToolTip(tr("Go to the block that is in trouble"));
    m_go->hide();
    connect(m_go, &QPushButton::clicked, this, [this] {
        if (m_block)
            Q_EMIT blockWanted(*m_block);
    });
}

QLabel* TotalsBar::addNumber(const QString& caption, const char* name, const QString& toolTip)
{
    auto* box = new QVBoxLayout;
    box->setSpacing(0);
    auto* head = new QLabel(caption, this);
    head->setFont(interfaceFont(FontSize::Label));
    head->setForegroundRole(QPalette::PlaceholderText);
    auto* number = new QLabel(QStringLiteral("–"), this);
    number->setObjectName(QStringLiteral("builder.total.") + QLatin1String(name));
    number->setAccessibleName(caption);
    number->setFont(interfaceFont(FontSize::Verdict));
    number->setTextInteractionFlags(Qt::TextSelectableByMouse);
    head->setToolTip(toolTip);
    number->setToolTip(toolTip);
    box->addWidget(head);
    box->addWidget(number);
    m_numbers->addLayout(box);
    return number;
}

void TotalsBar::show(const NetworkSpec& spec, const SpecCounts& counts)
{
    showNumbers(counts.total);
    m_block.reset();
    if (spec.blocks.empty()) {
        say(Tone::Muted, {}, tr("The network has no block yet."));
    } else if (counts.troubles.empty()) {
        say(Tone::Good, QStringLiteral("▲"), tr("All blocks go together."));
    } else {
        const SpecTrouble& trouble = counts.troubles.front();
        m_block = trouble.block;
        QString text = troubleText(trouble.trouble);
        if (m_block)
            text = QStringLiteral("%1: %2").arg(nameOfBlock(spec.blocks[*m_block]), text);
        if (counts.troubles.size() > 1)
            text += tr(" There is more to mend in other blocks.");
        say(Tone::Bad, QStringLiteral("✕"), text);
    }
    m_go->setVisible(m_block.has_value());
}

void TotalsBar::showNumbers(const std::optional<BlockCounts>& total)
{
    const auto number = [](std::int64_t value) { return compactText(static_cast<double>(value)); };
    const QString none = QStringLiteral("–");
    m_parameters->setText(total ? number(total->parameters) : none);
    m_macs->setText(total ? number(total->macs) : none);
    m_activations->setText(total ? number(total->activations) : none);
    m_layers->setText(total ? wholeText(static_cast<long long>(total->layers)) : none);
    m_memory->setText(
        total ? bytesText(static_cast<double>(total->parameters) * static_cast<double>(bytesOfParameter())) : none);
}

void TotalsBar::say(Tone tone, const QString& glyph, const QString& text)
{
    m_tone = tone;
    m_glyph = glyph;
    m_text = text;
    m_sentence->setAccessibleName(text);
    colour();
}

void TotalsBar::colour()
{
    const Theme& theme = themeOf(*this);
    const QColor colour = m_tone == Tone::Good ? theme.good : m_tone == Tone::Bad ? theme.bad : theme.muted;
    const QString words = (m_glyph.isEmpty() ? m_text : m_glyph + u' ' + m_text).toHtmlEscaped();
    m_sentence->setText(QStringLiteral("<span style='color:%1'>%2</span>").arg(colour.name(), words));
}

void TotalsBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
}

void TotalsBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = themeOf(*this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.window);
    painter.fillRect(0, 0, width(), 1, theme.line);
}

} // namespace waferscope
