"""Chinese in one script: traditional characters as simplified ones. Pure.

The characters are those of company names and of the words that reports and questions use.
"""

from __future__ import annotations

import re

_TRADITIONAL = (
    "創業務實際應債權負總額淨損虧餘產資動現稅財報賬帳費銷購買賣貨庫備設廠樓無關聯營運經發開員"
    "數據為與個這們對於過還進達適選擇條項類別國內銀證監會議東長遠門問題間時區縣處廣華龍島臺灣"
    "陽陰陳張劉楊趙黃吳馬鄭許謝韓馮鄧蕭羅蘇盧蔣賈葉閆鐘鄒蘭誰詳說讀請認識論評訴訟減變幾價單雙"
    "優質級師審計覽顯點離職獎勵訓練環溫氣體電節約廢傷險擔當擬輸車軟製機構組織網絡術標準專號碼"
    "預測參將來後續結轉換壞撥賠償歸屬佔貸贖團黨轄鄉鎮檢驗試穩場擴縮寬強漲歷屆從興辦決執獨舉薦"
    "協調贊勞傳統領導隊較錄復雜萬億貿齡戶僱併鏈雲兩壓厲圍圖塊夥奪婦學寶層帶幫彙彥徵徹態惡戰戲"
    "託揚撐擺攤敗斷暫曆書極榮樣樂橫檔歐歲殘沒沖況涼湯滬滯漢潛濟煉燈爾牽狀獲瑪畫異癥盡盤眾確禮"
    "禪稱種窮競筆築簡糧純紅紀納紙細終維緊線緒緣編縱績繼纖罰義習聖聞聲聽臨舊艦藝蓋藥衛衝補裝複"
    "覺觀觸訂訊記註詞詢該語誤課談譯護譽讓貝責貢貧貫貯貼賓賞賢賴贈贏趨踐蹤軌軍載輔輕輛輪輯邊遙"
    "遞鄰醫釋針鈔鋼錢鍵鏡鐵鑒閉閒閱闊陸階隨雖難響頁頂順須頒頭顧飛養館驅驟髮鬆魚鳥齊齒彌潤幣滿給籌虛遷礎"
)
_SIMPLIFIED = (
    "创业务实际应债权负总额净损亏余产资动现税财报账账费销购买卖货库备设厂楼无关联营运经发开员"
    "数据为与个这们对于过还进达适选择条项类别国内银证监会议东长远门问题间时区县处广华龙岛台湾"
    "阳阴陈张刘杨赵黄吴马郑许谢韩冯邓萧罗苏卢蒋贾叶闫钟邹兰谁详说读请认识论评诉讼减变几价单双"
    "优质级师审计览显点离职奖励训练环温气体电节约废伤险担当拟输车软制机构组织网络术标准专号码"
    "预测参将来后续结转换坏拨赔偿归属占贷赎团党辖乡镇检验试稳场扩缩宽强涨历届从兴办决执独举荐"
    "协调赞劳传统领导队较录复杂万亿贸龄户雇并链云两压厉围图块伙夺妇学宝层带帮汇彦征彻态恶战戏"
    "托扬撑摆摊败断暂历书极荣样乐横档欧岁残没冲况凉汤沪滞汉潜济炼灯尔牵状获玛画异症尽盘众确礼"
    "禅称种穷竞笔筑简粮纯红纪纳纸细终维紧线绪缘编纵绩继纤罚义习圣闻声听临旧舰艺盖药卫冲补装复"
    "觉观触订讯记注词询该语误课谈译护誉让贝责贡贫贯贮贴宾赏贤赖赠赢趋践踪轨军载辅轻辆轮辑边遥"
    "递邻医释针钞钢钱键镜铁鉴闭闲阅阔陆阶随虽难响页顶顺须颁头顾飞养馆驱骤发松鱼鸟齐齿弥润币满给筹虚迁础"
)
_TABLE = str.maketrans(dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True)))


def without(text: str, name: str) -> str:
    """The text without a name, in whichever script either is written."""
    at = simplified(text).find(simplified(name))
    return text if at < 0 else f"{text[:at]} {text[at + len(name) :]}"


def simplified(text: str) -> str:
    """The text with its traditional characters as simplified ones, character by character."""
    return text.translate(_TABLE)


_FILLER = re.compile(  # words that ask, count and link, and name nothing
    "是多少|有多少|为多少|多少|是什么|什么|哪些|哪几|哪个|哪一|哪家|哪里|哪|几|如何|怎么|为何|为什么|原因|是否|有没有|吗|呢|吧"
    "|截至|截止|期末|年末|年底|期初|年初|期间|全年|上半年|下半年|年度|半年|期内|年内|本期|当期|同期|去年|上年|今年|时候|当日"
    "|本公司|公司|本集团|集团|人民币|亿元|万元|千元|百万元|港元|美元|元|平方米|吨|百分点|百分比|百分之|个百分"
    "|同比|按年|相比|相较|比较|比|较|占|合计|总计|共计|总共|一共|加起来|分别|以及|及其|其中|来自|包括|包含"
    "|达到|录得|确认|产生|实现|取得|获得|贡献|金额|数额|余额|数量|数目|规模|水平|情况|比例|比重|比率|幅度"
    "|请问|告诉|给出|列出|列示|披露|报告|财报|年报|中报|业绩|公告|发生|计提|支付|使用|收到|用于|计入|列入|归入|列为|业务|属于|具有|拥有"
    "|增速|增幅|降幅|涨幅|跌幅|有何|怎样|增加|增长|上升|提高|减少|下降|降低|变化|变动|扩大|收窄|缩小|最高|最低|最大|最小|还是|或者|或"
    "|[的了是为在于和与及由从到至等中里上下内家名人位项个份次间所占约仅只都也又还其此该每各共多少大小高低年月日天不一二三四五六七八九十两]"
)
_RUN = re.compile(r"[\u3400-\u9fff]{2,}")


def unread(text: str) -> tuple[str, ...]:
    """The Chinese words that are left of a text once all that only asks is taken off."""
    return tuple(_RUN.findall(_FILLER.sub(" ", simplified(text))))
