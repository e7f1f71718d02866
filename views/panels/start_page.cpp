#include "views/panels/start_page.h"

#include "views/base/icons.h"
#include "views/base/theme.h"
#include "views/base/tool_tip.h"
#include "views/drawing/base/shown_text.h"
#include "views/panels/start_card.h"

#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace waferscope {

namespace {

constexpr int kCardWidth = 340;
constexpr int kMostColumns = 4;
constexpr int kMargin = 48;

QLabel* heading(const QString& text, FontSize size, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setFont(interfaceFont(size));
    return label;
}

} // namespace

StartPage::StartPage(QWidget* parent)
    : QScrollArea(parent)
    , m_body(new QWidget(this))
    , m_grid(new QGridLayout)
    , m_recentTitle(heading(tr("Recent"), FontSize::Heading, m_body))
    , m_recent(new QVBoxLayout)
    , m_subtitle(heading({}, FontSize::Base, m_body))
{
    setObjectName(QStringLiteral("startPage"));
    setAccessibleName(tr("Start page"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* column = new QVBoxLayout(m_body);
    column->setContentsMargins(kMargin, kMargin - kSpace3, kMargin, kSpace5);
    column->setSpacing(kSpace2);
    addHeading(*column);
    column->addSpacing(kSpace4);
    m_grid->setSpacing(kSpace3);
    column->addLayout(m_grid);
    column->addSpacing(kSpace4);
    column->addWidget(m_recentTitle);
    m_recent->setSpacing(0);
    column->addLayout(m_recent);
    column->addStretch(1);
    m_recentTitle->hide();
    setWidget(m_body);
}

void StartPage::addHeading(QVBoxLayout& column)
{
    column.addWidget(heading(tr("Choose a network to put on the wafer"), FontSize::Title, m_body));
    m_subtitle->setForegroundRole(QPalette::PlaceholderText);
    m_subtitle->setText(tr("or drop a file or folder anywhere: ONNX, PyTorch .pt2, TensorFlow, Keras, Hugging Face, "
                           "Model Zoo, safetensors, "
                           "GGUF, a list of blocks, a plan"));
    m_subtitle->setWordWrap(true);
    column.addWidget(m_subtitle);
    auto* row = new QHBoxLayout;
    auto* browse = new QPushButton(tr("Open a file …"), m_body);
    browse->setObjectName(QStringLiteral("start.browse"));
    browse->setIcon(iconOf(QStringLiteral("open")));
    connect(browse, &QPushButton::clicked, this, &StartPage::browseWanted);
    auto* build = new QPushButton(tr("Build a network …"), m_body);
    build->setObjectName(QStringLiteral("start.build"));
    build->setIcon(iconOf(QStringLiteral("network")));
    build->setToolTip(tr("Put a network together from blocks (Ctrl+Shift+B)"));
    connect(build, &QPushButton::clicked, this, &StartPage::buildWanted);
    row->addWidget(browse);
    row->addWidget(build);
    row->addStretch(1);
    column.addLayout(row);
}

void StartPage::setCards(const std::vector<StartCard>& cards)
{
    for (StartCardButton* card : m_cards)
        delete card;
    m_cards.clear();
    for (const StartCard& card : cards) {
        auto* button = new StartCardButton(card, m_body);
        connect(button, &QAbstractButton::clicked, this, [this, model = card.model] { Q_EMIT openWanted(model); });
        m_cards.push_back(button);
    }
    m_columns = 0;
    arrange();
}

void StartPage::setCard(const StartCard& card)
{
    for (StartCardButton* button : m_cards) {
        if (button->card().model == card.model)
            button->setCard(card);
    }
}

void StartPage::setRecent(const QStringList& files)
{
    while (QLayoutItem* item = m_recent->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const QString& file : files) {
        auto* button = new QPushButton(shownText(QFileInfo(file).fileName()), m_body);
        button->setFlat(true);
        button->setObjectName(QStringLiteral("recent.") + file);
        button->setToolTip(asToolTip(shownText(file)));
        button->setCursor(Qt::PointingHandCursor);
        connect(button, &QPushButton::clicked, this, [this, file] { Q_EMIT openWanted(file); });
        m_recent->addWidget(button, 0, Qt::AlignLeft);
    }
    m_recentTitle->setVisible(!files.isEmpty());
}

void StartPage::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    arrange();
}

void StartPage::arrange()
{
    const int room = viewport()->width() - 2 * kMargin;
    const int columns = std::clamp(room / kCardWidth, 1, kMostColumns);
    if (columns == m_columns)
        return;
    m_columns = columns;
    for (std::size_t i = 0; i < m_cards.size(); ++i)
        m_grid->addWidget(m_cards[i], static_cast<int>(i) / columns, static_cast<int>(i) % columns);
    for (int column = 0; column < kMostColumns; ++column)
        m_grid->setColumnStretch(column, column < columns ? 1 : 0);
}

} // namespace waferscope
